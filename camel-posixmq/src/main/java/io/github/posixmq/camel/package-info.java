/**
 * The Apache Camel component {@code posixmq}: routes that send to and receive from POSIX message queues.
 *
 * <p>In this order it cares that no message is lost, that an error says what to type next, and only then for speed.
 *
 * <ul>
 *   <li>{@link io.github.posixmq.camel.PosixMqComponent} makes endpoints; {@link io.github.posixmq.camel.PosixMqEndpoint}
 *       makes what runs in routes; {@link io.github.posixmq.camel.PosixMqConfiguration} holds the options of both.
 *   <li>A consumer runs a crew of pollers, one platform thread and one descriptor each. They pass a gate before each
 *       receive; whoever closes the gate and ends the waits has them out at once, with what they hold in hand finished.
 *   <li>A producer sends in the thread that calls it and waits there while the queue is full. The life cycle of the
 *       context ends such waits as soon as a stop begins.
 *   <li>Receiving and sending queues follow the name: when the queue is unlinked, they drain it, if they can, and reopen.
 * </ul>
 *
 * <p>Everything native stays in {@code io.github.posixmq}. Producers and polling consumers are thread-safe.
 */
package io.github.posixmq.camel;
