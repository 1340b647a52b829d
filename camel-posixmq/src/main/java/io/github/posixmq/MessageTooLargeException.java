package io.github.posixmq;

/** The body is larger than the queue's message size, or the receiver's buffer smaller; the call sent and received
 * nothing (EMSGSIZE). */
public final class MessageTooLargeException extends MessageQueueException {
    private static final long serialVersionUID = 1L;

    MessageTooLargeException(String operation, QueueName queue, Errno errno, String reason, String remedy) {
        super(operation, queue, errno, reason, remedy);
    }
}
