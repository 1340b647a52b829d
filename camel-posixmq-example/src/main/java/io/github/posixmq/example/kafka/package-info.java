/** What the route {@code queue-to-kafka} needs besides Camel, and a broker for tests and demonstration. */
package io.github.posixmq.example.kafka;
