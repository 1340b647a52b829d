/**
 * What the route {@code events-to-collector} needs besides Camel: {@code PackEvents} makes payloads of a batch,
 * {@code PrepareRequest} a signed request of a payload, and {@code DeadLetters} keeps what nobody takes.
 */
package io.github.posixmq.example.collector;
