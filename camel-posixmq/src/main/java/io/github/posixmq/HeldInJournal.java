package io.github.posixmq;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A message in a journal file.
 *
 * @param root what the journals' directory was asked for by
 * @param path of the file
 * @param at where its record begins
 * @param owned whether a living process had it when it was listed
 */
record HeldInJournal(Path root, Path path, QueueName queue, String id, int at, boolean owned) implements HeldPlace {
    /** Who lists or removes has a file locked for a moment. */
    private static final int TRIES = 20;

    private static final Duration PAUSE = Duration.ofMillis(5);

    private String name() {
        return path.getFileName().toString();
    }

    @Override
    public byte[] body() throws MessageQueueException {
        JournalDirectory directory = directory();
        try (MappedFile file = MappedFile.open(directory, name(), JournalHeader.BYTES)) {
            if (file != null && JournalHeader.wrong(file.view(), queue) == null) {
                JournalRecords records = new JournalRecords(name(), file.view(), !file.lock(Libc.LOCK_SH));
                JournalRecord message = records.find(at, id);
                byte[] body = message == null ? null : records.body(message);
                if (body != null) {
                    return body;
                }
            }
            throw HeldPlace.gone(id, queue);
        } finally {
            directory.release();
        }
    }

    @Override
    public void remove(First first) throws MessageQueueException {
        JournalDirectory directory = directory();
        try {
            JournalFile file = lock(directory);
            boolean empty = false;
            try {
                JournalRecords records = new JournalRecords(name(), file.bytes(), false);
                JournalRecord message = records.find(at, id);
                if (message == null) {
                    throw HeldPlace.gone(id, queue);
                }
                first.accept(records.body(message));
                file.discard(message);
                empty = records.isEmpty();
            } finally {
                JournalHeader.writeOwner(file.bytes(), file.pid());
                file.close(empty);
            }
        } finally {
            directory.release();
        }
    }

    private JournalDirectory directory() throws MessageQueueException {
        JournalDirectory directory = JournalDirectory.existing(root);
        if (directory == null) {
            throw HeldPlace.gone(id, queue);
        }
        return directory;
    }

    private JournalFile lock(JournalDirectory directory) throws MessageQueueException {
        JournalFile locked = JournalFile.takeOver(directory, name(), queue);
        for (int i = 1; i < TRIES && locked == null && !owned; i++) {
            LockSupport.parkNanos(PAUSE.toNanos());
            locked = JournalFile.takeOver(directory, name(), queue);
        }
        if (locked != null) {
            return locked;
        }
        try (MappedFile file = MappedFile.open(directory, name(), JournalHeader.BYTES)) {
            throw file == null ? HeldPlace.gone(id, queue) : busy(LockHolder.of(file.status()));
        }
    }

    private MessageQueueException busy(int pid) {
        boolean ours = pid == ProcessHandle.current().pid();
        String who = pid == LockHolder.UNKNOWN ? "a living process that cannot be seen from here" : "process " + pid;
        return new MessageQueueException(
                "flock",
                queue,
                Errno.EBUSY,
                "message " + id + " is held by " + (ours ? "a journal of this process" : who) + ", which lives",
                ours
                        ? "Close the journal (stop its consumer) first."
                        : "Stop that process first, it leaves behind what it has not finished: kill "
                                + (pid == LockHolder.UNKNOWN ? "PID" : pid));
    }
}
