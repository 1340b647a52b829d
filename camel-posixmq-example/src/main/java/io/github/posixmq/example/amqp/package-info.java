/** What the route {@code amqp-to-queue} needs besides Camel. */
package io.github.posixmq.example.amqp;
