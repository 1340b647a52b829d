package io.github.posixmq;

import java.util.ArrayList;
import java.util.List;

/** Finds out why mq_open(3) failed and says what to type: its errno alone means too many things. */
final class OpenFailure {
    private static final String OPERATION = "mq_open";

    private OpenFailure() {}

    static MessageQueueException of(QueueName queue, OpenOptions options, Errno errno) {
        return switch (errno.toString()) {
            case "EINVAL" -> geometry(queue, options);
            case "EMFILE" -> tooMuch(queue, options);
            case "ENOSPC" -> queuesMax(queue);
            case "EEXIST" ->
                new QueueExistsException(
                        OPERATION,
                        queue,
                        errno,
                        "there is a queue of that name already",
                        "Choose another name, open the existing one with OpenOptions.create(), or remove it with"
                                + " MessageQueue.unlink(\"" + queue + "\").");
            case "EACCES" ->
                new MessageQueueException(
                        OPERATION,
                        queue,
                        errno,
                        "the queue's permissions, or a security module, do not let this user "
                                + purpose(options.access()),
                        "Run as the queue's owner, or have it created with wider permissions, for example"
                                + " permissions=0660.");
            case "EPERM" -> Host.refused(OPERATION, queue, errno);
            default -> Failures.of(OPERATION, queue, errno);
        };
    }

    private static String purpose(OpenOptions.Access access) {
        return switch (access) {
            case READ -> "receive from it";
            case WRITE -> "send to it";
            case READ_WRITE -> "send to it and receive from it";
        };
    }

    /** EINVAL on a name that has been checked: the geometry is beyond the kernel's limits. */
    private static MessageQueueException geometry(QueueName queue, OpenOptions options) {
        QueueLimits limits = QueueLimits.current();
        List<String> reasons = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        compare(
                "maxMessages",
                options.maxMessages(),
                limits.msgMax(),
                "msg_max",
                QueueLimits.HARD_MSG_MAX,
                reasons,
                remedies);
        compare(
                "maxMessageSize",
                options.maxMessageSize(),
                limits.msgSizeMax(),
                "msgsize_max",
                QueueLimits.HARD_MSGSIZE_MAX,
                reasons,
                remedies);
        if (reasons.isEmpty()) {
            reasons.add("the kernel refuses this geometry");
            remedies.add("Compare it with the files in /proc/sys/fs/mqueue.");
        }
        return new MessageQueueException(
                OPERATION, queue, Errno.EINVAL, String.join(", and ", reasons), String.join(" ", remedies));
    }

    private static void compare(
            String option,
            int asked,
            int limit,
            String sysctl,
            int hardLimit,
            List<String> reasons,
            List<String> remedies) {
        if (asked > hardLimit) {
            reasons.add(option + " " + asked + " is more than any Linux allows, " + hardLimit);
            remedies.add("Ask for " + option + "=" + limit + " or less.");
        } else if (asked > limit) {
            reasons.add(option + " " + asked + " is more than this system's limit of " + limit
                    + " (/proc/sys/fs/mqueue/" + sysctl + ")");
            remedies.add("Ask for " + option + "=" + limit + " or less, or type as root: sysctl -w fs.mqueue." + sysctl
                    + "=" + asked + ".");
        }
    }

    /** EMFILE is either limit; without O_CREAT only that of descriptors can be in the way. */
    private static MessageQueueException tooMuch(QueueName queue, OpenOptions options) {
        int probe = Libc.mq_open(queue.cString(), Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC, 0, Libc.NULL);
        if (probe >= 0) {
            Libc.mq_close(probe);
        } else if (Libc.errno() == Errno.EMFILE.number()) {
            return Failures.descriptors(OPERATION, queue);
        }
        QueueLimits limits = QueueLimits.current();
        int maxMessages = limits.maxMessagesOr(options.maxMessages());
        int maxMessageSize = limits.maxMessageSizeOr(options.maxMessageSize());
        long needed = QueueLimits.bytesNeeded(maxMessages, maxMessageSize);
        return new MessageQueueException(
                OPERATION,
                queue,
                Errno.EMFILE,
                "the queue needs " + needed + " bytes, maxMessages " + maxMessages + " x (maxMessageSize "
                        + maxMessageSize + " + 96), and with what this user's queues take already that is more than"
                        + " RLIMIT_MSGQUEUE, " + limits.rlimitBytes() + " bytes",
                "Unlink queues that are not needed, ask for a smaller geometry, or type as root, in the shell that"
                        + " starts this process: ulimit -q " + (limits.rlimitBytes() + needed)
                        + " (LimitMSGQUEUE= in systemd, --ulimit msgqueue= for a container).");
    }

    private static MessageQueueException queuesMax(QueueName queue) {
        int limit = QueueLimits.current().queuesMax();
        return new MessageQueueException(
                OPERATION,
                queue,
                Errno.ENOSPC,
                "the system has as many queues as it may have, " + limit + " (/proc/sys/fs/mqueue/queues_max)",
                "Unlink queues that are not needed, or type as root: sysctl -w fs.mqueue.queues_max="
                        + Math.max(2L * limit, 256) + ".");
    }
}
