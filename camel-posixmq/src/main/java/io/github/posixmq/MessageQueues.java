package io.github.posixmq;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** What concerns all queues of the IPC namespace. */
public final class MessageQueues {
    private static final String OPERATION = "opendir";
    private static final byte[] DIRECTORY = "/dev/mqueue\0".getBytes(StandardCharsets.US_ASCII);

    private MessageQueues() {}

    /**
     * Lists the queues of this process's IPC namespace. The kernel shows them only in a mounted mqueue file system; see
     * mq_overview(7). To be sure that the one at {@code /dev/mqueue} is of this namespace, a listed queue is opened, or where
     * there is none that this user may open, a queue of one byte is created and removed.
     *
     * @return the names, in no order; one that is not UTF-8 is left out, since it cannot be opened from Java
     * @throws QueueUnavailableException if this host has no POSIX message queues
     * @throws MessageQueueException if {@code /dev/mqueue} is not mounted, is of another IPC namespace, or may not be read
     */
    public static List<QueueName> list() throws MessageQueueException {
        Host.require(OPERATION, null);
        List<QueueName> names = names();
        if (!isOfThisNamespace(names)) {
            throw notOurs();
        }
        return names;
    }

    private static List<QueueName> names() throws MessageQueueException {
        List<String> names = DirectoryListing.of(DIRECTORY);
        if (names == null) {
            Errno errno = Errno.last();
            throw errno.equals(Errno.ENOENT) ? notMounted(errno) : Failures.of(OPERATION, null, errno);
        }
        return names.stream().map(QueueName::of).toList();
    }

    private static boolean isOfThisNamespace(List<QueueName> listed) throws MessageQueueException {
        FileStatus mounted = FileStatus.at(Libc.AT_FDCWD, DIRECTORY, 0);
        if (mounted == null) {
            throw Failures.of("statx", null, Errno.last());
        }
        return mounted.device() == namespaceDevice(listed);
    }

    private static long namespaceDevice(List<QueueName> listed) throws MessageQueueException {
        for (QueueName name : listed) {
            try (MessageQueue queue = MessageQueue.open(name, OpenOptions.readOnly())) {
                return queue.device();
            } catch (MessageQueueException notThatOne) {
                // gone since, closed to this user, or of another namespace: the next one may tell
            }
        }
        QueueName probe = QueueName.of("posixmq-probe-" + UUID.randomUUID());
        OpenOptions tiny =
                OpenOptions.readOnly().createExclusive().maxMessages(1).maxMessageSize(1);
        try (MessageQueue queue = MessageQueue.open(probe, tiny)) {
            queue.unlinkIfCurrent();
            return queue.device();
        }
    }

    private static MessageQueueException notOurs() {
        if (!isMounted()) {
            return notMounted(Errno.ENOENT);
        }
        return new MessageQueueException(
                OPERATION,
                null,
                Errno.ENOENT,
                "what is mounted at /dev/mqueue shows the queues of another IPC namespace",
                "Mount this one's, as root in this namespace: mount -t mqueue none /dev/mqueue");
    }

    private static MessageQueueException notMounted(Errno errno) {
        return new MessageQueueException(
                OPERATION,
                null,
                errno,
                "queues can only be listed where the mqueue file system is mounted at /dev/mqueue, and it is not",
                "Type as root: mkdir -p /dev/mqueue && mount -t mqueue none /dev/mqueue");
    }

    private static boolean isMounted() {
        try (var mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            return mounts.map(line -> line.split(" "))
                    .anyMatch(f -> f.length > 2 && f[1].equals("/dev/mqueue") && f[2].equals("mqueue"));
        } catch (IOException noProc) {
            return false;
        }
    }
}
