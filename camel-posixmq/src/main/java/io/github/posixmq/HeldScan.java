package io.github.posixmq;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One look through the directory of the journals and the quarantine in it. Changes nothing. Not thread-safe. */
final class HeldScan {
    private static final int ID_BYTES = 6;

    private final Path root;
    private final String prefix;
    private final List<HeldMessage> messages = new ArrayList<>();
    private final List<UnreadableFile> unreadable = new ArrayList<>();

    private HeldScan(Path root, QueueName queue) {
        this.root = root;
        this.prefix = queue == null ? "" : JournalDirectory.prefix(queue);
    }

    /**
     * Looks.
     *
     * @param queue what belongs to this one, or null for all
     */
    static HeldScan of(Path root, QueueName queue) throws MessageQueueException {
        HeldScan scan = new HeldScan(root, queue);
        JournalDirectory directory = JournalDirectory.existing(root);
        if (directory != null) {
            try {
                scan.look(directory);
            } finally {
                directory.release();
            }
        }
        return scan;
    }

    /** By queue, and of each queue what is in quarantine last. */
    List<HeldMessage> messages() {
        messages.sort(Comparator.comparing((HeldMessage each) -> each.queue().toString())
                .thenComparing(each -> each.state() == HeldMessage.State.QUARANTINED));
        return List.copyOf(messages);
    }

    List<UnreadableFile> unreadable() {
        return List.copyOf(unreadable);
    }

    private void look(JournalDirectory directory) throws MessageQueueException {
        for (String name : names(directory)) {
            if (JournalFile.isJournal(name) || JournalFile.isAside(name)) {
                guarded(directory, name, this::journal);
            }
        }
        JournalDirectory quarantine = directory.existingChild(Quarantine.DIRECTORY);
        if (quarantine != null) {
            try {
                for (String name : names(quarantine)) {
                    if (Quarantine.isMessage(name)) {
                        guarded(quarantine, name, this::quarantined);
                    }
                }
            } finally {
                quarantine.release();
            }
        }
    }

    private List<String> names(JournalDirectory directory) throws MessageQueueException {
        return directory.names().stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    private interface Reader {
        void read(JournalDirectory directory, String name) throws MessageQueueException;
    }

    private void guarded(JournalDirectory directory, String name, Reader reader) throws MessageQueueException {
        try {
            reader.read(directory, name);
        } catch (JournalFile.Unreadable e) {
            unreadable.add(new UnreadableFile(directory.resolve(name), e.wrong()));
        }
    }

    private void journal(JournalDirectory directory, String name) throws MessageQueueException {
        try (MappedFile file = MappedFile.open(directory, name, JournalHeader.BYTES)) {
            if (file == null) {
                return;
            }
            boolean owned = !file.lock(Libc.LOCK_SH);
            ByteBuffer view = file.view();
            String wrong = JournalHeader.wrong(view);
            if (wrong != null) {
                throw new JournalFile.Unreadable(null, wrong);
            }
            JournalHeader header = JournalHeader.read(view);
            QueueName queue = QueueName.of(header.queue());
            if (!name.startsWith(JournalDirectory.prefix(queue))) {
                throw new JournalFile.Unreadable(null, "it is of queue " + queue + ", and its name of another");
            }
            Map<String, JournalRecord> records = new JournalRecords(name, view, owned).byId();
            if (JournalFile.isAside(name)) {
                throw new JournalFile.Unreadable(null, "it was set aside");
            }
            int holder = owned ? LockHolder.of(file.status()) : LockHolder.UNKNOWN;
            int pid = holder == LockHolder.UNKNOWN ? header.pid() : holder;
            Path path = directory.resolve(name);
            records.forEach((id, each) -> messages.add(new HeldMessage(
                    id,
                    queue,
                    each.isDelivering() ? HeldMessage.State.DELIVERING : HeldMessage.State.HELD,
                    each,
                    new HeldMessage.Owner(pid, owned),
                    new HeldInJournal(root, path, queue, id, each.at(), owned))));
        }
    }

    private void quarantined(JournalDirectory directory, String name) throws MessageQueueException {
        try (MappedFile file = MappedFile.open(directory, name, 1)) {
            if (file == null) {
                return;
            }
            QuarantineHead head = QuarantineHead.of(file.view());
            String id = id(name);
            messages.add(new HeldMessage(
                    id,
                    head.queue(),
                    HeldMessage.State.QUARANTINED,
                    head,
                    null,
                    new HeldInQuarantine(root, directory.resolve(name), head.queue(), id)));
        }
    }

    /** A file in quarantine is never changed, so its name will do. */
    private static String id(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
