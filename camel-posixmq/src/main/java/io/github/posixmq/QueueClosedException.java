package io.github.posixmq;

/** The handle was closed, before the call or during it; the call sent and received nothing (EBADF). */
public final class QueueClosedException extends MessageQueueException {
    private static final long serialVersionUID = 1L;

    QueueClosedException(String operation, QueueName queue, Errno errno, String reason, String remedy) {
        super(operation, queue, errno, reason, remedy);
    }
}
