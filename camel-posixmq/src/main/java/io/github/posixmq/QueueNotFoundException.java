package io.github.posixmq;

/** There is no queue of that name (ENOENT). */
public final class QueueNotFoundException extends MessageQueueException {
    private static final long serialVersionUID = 1L;

    QueueNotFoundException(String operation, QueueName queue, Errno errno, String reason, String remedy) {
        super(operation, queue, errno, reason, remedy);
    }
}
