package io.github.posixmq;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A message in a file of its own in quarantine.
 *
 * @param root what the journals' directory was asked for by
 * @param path of the file
 */
record HeldInQuarantine(Path root, Path path, QueueName queue, String id) implements HeldPlace {
    private interface Action<T> {
        T on(JournalDirectory directory, MappedFile file) throws MessageQueueException;
    }

    private String name() {
        return path.getFileName().toString();
    }

    @Override
    public byte[] body() throws MessageQueueException {
        return withFile((directory, file) -> body(file));
    }

    private static byte[] body(MappedFile file) throws JournalFile.Unreadable {
        ByteBuffer view = file.view();
        byte[] body = new byte[QuarantineHead.of(view).length()];
        view.get(QuarantineHead.endOfHead(view), body);
        return body;
    }

    @Override
    public void remove(First first) throws MessageQueueException {
        withFile((directory, file) -> {
            if (!file.lock(Libc.LOCK_EX)) {
                throw new MessageQueueException(
                        "flock",
                        queue,
                        Errno.EBUSY,
                        "somebody else is at message " + id + ", process " + LockHolder.of(file.status()),
                        "List again what is held.");
            }
            if (!file.isNamed(directory, name())) {
                throw HeldPlace.gone(id, queue);
            }
            first.accept(body(file));
            directory.remove(name());
            return null;
        });
    }

    private <T> T withFile(Action<T> action) throws MessageQueueException {
        JournalDirectory parent = JournalDirectory.existing(root);
        if (parent == null) {
            throw HeldPlace.gone(id, queue);
        }
        try {
            JournalDirectory directory = parent.existingChild(Quarantine.DIRECTORY);
            if (directory == null) {
                throw HeldPlace.gone(id, queue);
            }
            try (MappedFile file = MappedFile.open(directory, name(), 1)) {
                if (file == null) {
                    throw HeldPlace.gone(id, queue);
                }
                return action.on(directory, file);
            } finally {
                directory.release();
            }
        } finally {
            parent.release();
        }
    }
}
