package io.github.posixmq;

/** Turns the errno of a call on an open queue into an exception; {@link OpenFailure} does so for opening. */
final class Failures {
    private Failures() {}

    static MessageQueueException of(String operation, QueueName queue, Errno errno) {
        return switch (errno.toString()) {
            case "ENOENT" -> notFound(operation, queue);
            case "EACCES", "EPERM" ->
                new MessageQueueException(
                        operation,
                        queue,
                        errno,
                        "this user may not do that with the queue",
                        "Run as the queue's owner, or have the owner give it wider permissions, for example 0660.");
            case "EMFILE" -> descriptors(operation, queue);
            case "ENFILE" ->
                new MessageQueueException(
                        operation,
                        queue,
                        errno,
                        "the system has no file descriptor left",
                        "Close some, or type: sysctl -w fs.file-max=N with a larger N.");
            case "ENOMEM" ->
                new MessageQueueException(
                        operation,
                        queue,
                        errno,
                        "the kernel has no memory for it",
                        "Raise the memory limit of this process's control group, which is charged for messages that wait,"
                                + " or see that the queue is read.");
            case "ENOSYS" -> Host.refused(operation, queue, errno);
            default ->
                new MessageQueueException(
                        operation, queue, errno, "the system call failed", "See the manual: man " + operation + ".");
        };
    }

    static QueueNotFoundException notFound(String operation, QueueName queue) {
        return new QueueNotFoundException(
                operation,
                queue,
                Errno.ENOENT,
                "there is no queue of that name in this IPC namespace",
                "Start the program that creates it, or let it be created here: create=true, OpenOptions.create().");
    }

    static MessageQueueException descriptors(String operation, QueueName queue) {
        long limit = QueueLimits.softLimit(Libc.RLIMIT_NOFILE);
        return new MessageQueueException(
                operation,
                queue,
                Errno.EMFILE,
                "this process has used all of its " + limit + " file descriptors (RLIMIT_NOFILE)",
                "Type: ulimit -n " + 2 * limit + " before you start it (LimitNOFILE= in systemd).");
    }

    static MessageTooLargeException tooLarge(QueueName queue, int bytes, int maxMessageSize) {
        return new MessageTooLargeException(
                "mq_send",
                queue,
                Errno.EMSGSIZE,
                "the body has " + bytes + " bytes and the queue takes at most " + maxMessageSize,
                "Send a smaller body, or have the queue created with maxMessageSize=" + bytes + ".");
    }

    static MessageTooLargeException bufferTooSmall(QueueName queue, int bytes, int maxMessageSize) {
        return new MessageTooLargeException(
                "mq_receive",
                queue,
                Errno.EMSGSIZE,
                "the buffer has room for " + bytes + " bytes and a message of the queue may have " + maxMessageSize,
                "Give a buffer with at least " + maxMessageSize + " bytes remaining.");
    }

    static MessageQueueException badPriority(QueueName queue, int priority) {
        return new MessageQueueException(
                "mq_send",
                queue,
                Errno.EINVAL,
                "priority " + priority + " is outside 0 to " + MessageQueue.MAX_PRIORITY,
                "Send it with a priority of 0 (lowest) to " + MessageQueue.MAX_PRIORITY + ".");
    }

    static MessageQueueException wrongDirection(String operation, QueueName queue, String opened, String remedy) {
        return new MessageQueueException(
                operation, queue, Errno.EBADF, "the queue was opened " + opened, "Open it with " + remedy + ".");
    }

    static QueueClosedException closed(String operation, QueueName queue) {
        return new QueueClosedException(
                operation, queue, Errno.EBADF, "this handle of the queue is closed", "Open the queue again.");
    }

    static WaitEndedException interrupted(String operation, QueueName queue) {
        return new WaitEndedException(
                operation,
                queue,
                Errno.EINTR,
                "the thread was interrupted while it waited",
                "Clear the interrupt status (Thread.interrupted()) before you try again.");
    }

    static WaitEndedException waitsEnded(String operation, QueueName queue) {
        return new WaitEndedException(
                operation,
                queue,
                Errno.EINTR,
                "the wait was ended by endWaits()",
                "Call allowWaits() before you wait again.");
    }
}
