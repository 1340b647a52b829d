package io.github.posixmq;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where messages go that are not to be delivered any more: a directory beside the journals, with a file for each. A file
 * has a {@link QuarantineHead}, and then the body as it was.
 */
final class Quarantine {
    static final String DIRECTORY = "quarantine";
    private static final String SUFFIX = ".message";

    private static final String TEMPORARY = ".new";
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private Quarantine() {}

    static boolean isMessage(String fileName) {
        return fileName.endsWith(SUFFIX);
    }

    /**
     * Writes a message to a file of its own.
     *
     * @return the file
     */
    static Path store(JournalDirectory parent, QueueName queue, HeldRecord message, String reason)
            throws MessageQueueException {
        JournalDirectory directory = parent.child(DIRECTORY);
        try {
            Instant now = Instant.now();
            String name = JournalDirectory.prefix(queue) + now.toEpochMilli() + "-"
                    + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
            byte[] body = message.message().body();
            QuarantineHead head = new QuarantineHead(
                    queue,
                    message.priority(),
                    body.length,
                    message.deliveries(),
                    message.deaths(),
                    message.failures(),
                    message.isRecovered(),
                    now,
                    reason);
            write(directory, name, queue, head.bytes(), body);
            directory.rename(name + TEMPORARY, name + SUFFIX);
            return directory.resolve(name + SUFFIX);
        } finally {
            directory.release();
        }
    }

    private static void write(JournalDirectory directory, String name, QueueName queue, byte[] head, byte[] body)
            throws MessageQueueException {
        int fd = directory.create(name + TEMPORARY);
        NativeMemory all = new NativeMemory(head.length + body.length);
        try {
            all.view().put(0, head).put(head.length, body);
            long done = 0;
            while (done < head.length + body.length) {
                long written = Libc.write(fd, all.address() + done, head.length + body.length - done);
                if (written <= 0) {
                    Errno errno = written == 0 ? Errno.ENOSPC : Errno.last();
                    directory.remove(name + TEMPORARY);
                    throw JournalDirectory.failure(
                            "write", queue, errno, "a message for quarantine could not be written");
                }
                done += written;
            }
        } finally {
            all.free();
            Libc.close(fd);
        }
    }
}
