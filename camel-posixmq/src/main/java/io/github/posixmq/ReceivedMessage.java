package io.github.posixmq;

/**
 * A message taken from a queue.
 *
 * @param body the bytes as they were sent; empty for an empty message, never null; belongs to the receiver
 * @param priority 0 to 32767
 */
@SuppressWarnings("ArrayRecordComponent")
public record ReceivedMessage(byte[] body, int priority) {}
