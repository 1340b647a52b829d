package io.github.posixmq;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's limits on queues, as they are for this process at one moment: the files in {@code /proc/sys/fs/mqueue},
 * which belong to the IPC namespace, and RLIMIT_MSGQUEUE. See mq_overview(7) and getrlimit(2).
 *
 * @param msgMax largest {@code maxMessages} for a process without CAP_SYS_RESOURCE
 * @param msgDefault {@code maxMessages} of a queue created without one, if it is not above {@code msgMax}
 * @param msgSizeMax largest {@code maxMessageSize} in bytes for a process without CAP_SYS_RESOURCE
 * @param msgSizeDefault {@code maxMessageSize} of a queue created without one, if it is not above {@code msgSizeMax}
 * @param queuesMax how many queues there may be in the IPC namespace
 * @param rlimitBytes the soft RLIMIT_MSGQUEUE: bytes that all queues created by this user may need together;
 *     {@link Long#MAX_VALUE} if unlimited
 */
public record QueueLimits(
        int msgMax, int msgDefault, int msgSizeMax, int msgSizeDefault, int queuesMax, long rlimitBytes) {
    /** No process gets a larger {@code maxMessages}. */
    public static final int HARD_MSG_MAX = 65536;

    /** No process gets a larger {@code maxMessageSize}: 16 MiB. */
    public static final int HARD_MSGSIZE_MAX = 16 * 1024 * 1024;

    private static final Path SYSCTLS = Path.of("/proc/sys/fs/mqueue");

    /** struct msg_msg and struct posix_msg_tree_node of a 64-bit kernel. */
    private static final long MESSAGE_OVERHEAD = 48;

    private static final long PRIORITY_OVERHEAD = 48;
    private static final int LONGEST_NUMBER = 32;
    private static final int PRIORITIES = 32768;

    /**
     * Reads the limits. Where {@code /proc} is not there, a file's value is taken to be what Linux starts with.
     *
     * @return the limits now
     */
    public static QueueLimits current() {
        return new QueueLimits(
                sysctl("msg_max", 10),
                sysctl("msg_default", 10),
                sysctl("msgsize_max", 8192),
                sysctl("msgsize_default", 8192),
                sysctl("queues_max", 256),
                rlimit());
    }

    /**
     * What a queue counts against RLIMIT_MSGQUEUE: {@code maxMessages x (maxMessageSize + 96)}, and 48 bytes less for each
     * message above 32768.
     *
     * @param maxMessages capacity
     * @param maxMessageSize largest body in bytes
     * @return bytes
     */
    public static long bytesNeeded(int maxMessages, int maxMessageSize) {
        return maxMessages * (maxMessageSize + MESSAGE_OVERHEAD)
                + Math.min(maxMessages, PRIORITIES) * PRIORITY_OVERHEAD;
    }

    /**
     * Whether a queue of this geometry could be created if this user had no other. What the user's queues take already
     * cannot be asked of the kernel.
     *
     * @param maxMessages capacity
     * @param maxMessageSize largest body in bytes
     * @return whether it is within {@code msgMax}, {@code msgSizeMax} and {@code rlimitBytes}
     */
    public boolean fits(int maxMessages, int maxMessageSize) {
        return maxMessages >= 1
                && maxMessages <= msgMax
                && maxMessageSize >= 1
                && maxMessageSize <= msgSizeMax
                && bytesNeeded(maxMessages, maxMessageSize) <= rlimitBytes;
    }

    int maxMessagesOr(int asked) {
        return asked == OpenOptions.UNSET ? Math.min(msgDefault, msgMax) : asked;
    }

    int maxMessageSizeOr(int asked) {
        return asked == OpenOptions.UNSET ? Math.min(msgSizeDefault, msgSizeMax) : asked;
    }

    private static int sysctl(String name, int whatLinuxStartsWith) {
        // the file answers one read and no second one, so Files.readString, which begins with one byte, gets one digit
        try (InputStream file = Files.newInputStream(SYSCTLS.resolve(name))) {
            return Integer.parseInt(new String(file.readNBytes(LONGEST_NUMBER), StandardCharsets.US_ASCII).trim());
        } catch (IOException | NumberFormatException noProc) {
            return whatLinuxStartsWith;
        }
    }

    private static long rlimit() {
        return Host.isUsable() ? softLimit(Libc.RLIMIT_MSGQUEUE) : 819_200;
    }

    /** rlim_cur of getrlimit(2); RLIM_INFINITY is {@link Long#MAX_VALUE}. */
    static long softLimit(int resource) {
        NativeMemory limit = new NativeMemory(2 * Long.BYTES);
        try {
            Libc.getrlimit(resource, limit.address());
            long soft = limit.view().getLong(0);
            return soft < 0 ? Long.MAX_VALUE : soft;
        } finally {
            limit.free();
        }
    }
}
