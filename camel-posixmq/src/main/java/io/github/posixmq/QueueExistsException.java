package io.github.posixmq;

/** The queue was to be created and exists already (EEXIST). */
public final class QueueExistsException extends MessageQueueException {
    private static final long serialVersionUID = 1L;

    QueueExistsException(String operation, QueueName queue, Errno errno, String reason, String remedy) {
        super(operation, queue, errno, reason, remedy);
    }
}
