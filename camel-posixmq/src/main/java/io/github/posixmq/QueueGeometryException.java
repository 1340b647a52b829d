package io.github.posixmq;

/** The queue exists with another capacity or message size than was asked for (EEXIST). */
public final class QueueGeometryException extends MessageQueueException {
    private static final long serialVersionUID = 1L;

    QueueGeometryException(String operation, QueueName queue, Errno errno, String reason, String remedy) {
        super(operation, queue, errno, reason, remedy);
    }
}
