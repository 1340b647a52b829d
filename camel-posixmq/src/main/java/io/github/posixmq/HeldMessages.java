package io.github.posixmq;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Shows what journals of this user and this IPC namespace hold and what is in quarantine, of living and of dead
 * processes. Looking takes nothing over and changes no count; for the moment that it takes, a {@link Journal} leaves the
 * file that is looked at for its next round, a few seconds later.
 *
 * <p>Thread rule: immutable and without open resources; every call looks anew, and any number of threads may.
 */
public final class HeldMessages {
    private final Path root;
    private final boolean named;

    private HeldMessages(Path root, boolean named) {
        this.root = root;
        this.named = named;
    }

    /**
     * Names the directory to look into. Nothing is opened or created.
     *
     * @param directory what the journals were given by {@link JournalOptions#directory}; null for the user's own below
     *     {@code /dev/shm}
     * @return an object to look with
     * @throws QueueUnavailableException if this host has no POSIX message queues
     */
    public static HeldMessages in(Path directory) throws QueueUnavailableException {
        Host.require("open", null);
        return new HeldMessages(directory == null ? JournalDirectory.defaultRoot() : directory, directory != null);
    }

    /**
     * Lists all messages. Those of a living process come and go meanwhile: one that changes while it is read may be left
     * out, and none is shown with what is not its own.
     *
     * @return by queue, of each queue those in quarantine last; empty if there are none
     * @throws MessageQueueException if a directory that was named is not there, or one cannot be read or is not this
     *     user's alone
     */
    public List<HeldMessage> list() throws MessageQueueException {
        return look(null).messages();
    }

    /**
     * Lists the messages of one queue.
     *
     * @param queue its name, not null; the queue need not exist any more
     * @return empty if there are none
     * @throws MessageQueueException as {@link #list()}
     */
    public List<HeldMessage> list(QueueName queue) throws MessageQueueException {
        return look(Objects.requireNonNull(queue, "queue")).messages();
    }

    /**
     * Looks for a message.
     *
     * @param id a whole {@link HeldMessage#id}, not null
     * @return null if there is none of that id, or not any more
     * @throws MessageQueueException as {@link #list()}
     */
    public HeldMessage find(String id) throws MessageQueueException {
        Objects.requireNonNull(id, "id");
        return list().stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    /**
     * Lists the files that can be read neither as a journal nor as a message in quarantine: torn, of another version, or
     * set aside by a journal that came upon them.
     *
     * @return empty if there are none
     * @throws MessageQueueException as {@link #list()}
     */
    public List<UnreadableFile> unreadable() throws MessageQueueException {
        return look(null).unreadable();
    }

    private HeldScan look(QueueName queue) throws MessageQueueException {
        if (named && !Files.isDirectory(root)) {
            throw new MessageQueueException(
                    "open",
                    queue,
                    Errno.ENOENT,
                    "there is no directory " + root,
                    "Name the one that the consumer was given (journalDirectory), or none for the default.");
        }
        return HeldScan.of(root, queue);
    }
}
