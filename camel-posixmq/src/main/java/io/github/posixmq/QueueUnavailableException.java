package io.github.posixmq;

/** This host offers no POSIX message queues to this JVM: another operating system, a kernel or sandbox without them, or a
 * native library that could not be loaded (ENOSYS). */
public final class QueueUnavailableException extends MessageQueueException {
    private static final long serialVersionUID = 1L;

    QueueUnavailableException(String operation, QueueName queue, Errno errno, String reason, String remedy) {
        super(operation, queue, errno, reason, remedy);
    }
}
