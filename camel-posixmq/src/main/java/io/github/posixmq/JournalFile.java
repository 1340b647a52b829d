package io.github.posixmq;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file of slots, mapped into memory, into which the kernel copies messages. Its owner holds a lock of flock(2) on it
 * for as long as it lives; who gets the lock later finds in the slots what the owner held.
 *
 * <p>A header is followed by slots, and a slot holds records as {@link RecordLayout} has them.
 *
 * <p>Not thread-safe; its {@link Journal} keeps its methods apart, but for those on different slots.
 */
final class JournalFile {
    /** What names of journal files end with; others in the directory are none of ours. */
    private static final String SUFFIX = ".held";

    private static final String TEMPORARY = ".new";
    private static final String ASIDE = ".aside";

    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private static final int MAX_TRIES = 10;

    private static final int ALIGNMENT = 64;
    private static final byte[] BLANKS = new byte[8192];

    static {
        Arrays.fill(BLANKS, (byte) 0xFF);
    }

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final JournalDirectory directory;
    private final String name;
    private final int fd;
    private final long address;
    private final ByteBuffer view;
    private final int slots;
    private final int slotBytes;
    private final int maxMessageSize;
    private final int pid;

    private final AtomicLong sequence = new AtomicLong();

    /** Slots claimed and deliveries under way, kept by the {@link Journal} under its lock. */
    int working;

    /** Deliveries that are not done with, kept by the {@link Journal} under its lock. */
    int held;

    private JournalFile(JournalDirectory directory, String name, int fd, long address, ByteBuffer view) {
        this.directory = directory == null ? null : directory.retain();
        this.name = name;
        this.fd = fd;
        this.address = address;
        this.view = view;
        JournalHeader header = JournalHeader.read(view);
        this.slots = header.slots();
        this.slotBytes = header.slotBytes();
        this.maxMessageSize = header.maxMessageSize();
        this.pid = header.pid();
    }

    /**
     * Creates a file, under a temporary name until it is locked and written out: a hole in a full file system would make
     * the kernel's copy fail, and the message with it.
     */
    static JournalFile create(
            JournalDirectory directory, QueueName queue, int slots, long bytesPerSlot, int maxMessageSize)
            throws MessageQueueException {
        int slotBytes = slotBytes(queue, slots, bytesPerSlot);
        long size = JournalHeader.BYTES + (long) slots * slotBytes;
        MessageQueueException last = null;
        for (int i = 0; i < MAX_TRIES; i++) {
            try {
                return create(directory, queue, size, v -> {
                    describe(v, queue, slots, slotBytes, maxMessageSize);
                    return null;
                });
            } catch (Lost e) {
                last = e;
            }
        }
        throw last;
    }

    private static JournalFile create(JournalDirectory directory, QueueName queue, long size, Check describe)
            throws MessageQueueException {
        String base = JournalDirectory.prefix(queue) + ProcessHandle.current().pid() + "."
                + Long.toString(System.nanoTime(), Character.MAX_RADIX) + "." + COUNTER.incrementAndGet();
        int fd = directory.create(base + TEMPORARY);
        JournalFile file = null;
        try {
            lockNew(directory, base + TEMPORARY, fd, queue);
            writeOut(directory.resolve(base + SUFFIX).toString(), fd, size, queue);
            file = map(directory, base + SUFFIX, fd, size, queue, describe);
            directory.rename(base + TEMPORARY, base + SUFFIX);
            return file;
        } catch (MessageQueueException e) {
            directory.remove(base + TEMPORARY);
            if (file == null) {
                Libc.close(fd);
            } else {
                file.close(false);
            }
            throw e;
        }
    }

    /** Somebody who looks for abandoned files took ours before it was locked. */
    private static final class Lost extends MessageQueueException {
        private static final long serialVersionUID = 1L;

        Lost(QueueName queue, String path) {
            super(
                    "flock",
                    queue,
                    Errno.EAGAIN,
                    "the journal file " + path + " was taken while it was made",
                    "Try again.");
        }
    }

    /** Creates slots without a file, which end with the process. */
    static JournalFile inMemory(QueueName queue, int slots, long bytesPerSlot, int maxMessageSize)
            throws MessageQueueException {
        int slotBytes = slotBytes(queue, slots, bytesPerSlot);
        long size = JournalHeader.BYTES + (long) slots * slotBytes;
        int protection = Libc.PROT_READ | Libc.PROT_WRITE;
        long address = Libc.mmap(Libc.NULL, size, protection, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        if (address == -1) {
            throw Failures.of("mmap", queue, Errno.last());
        }
        ByteBuffer view = Libc.view(address, size);
        describe(view, queue, slots, slotBytes, maxMessageSize);
        return new JournalFile(null, null, -1, address, view);
    }

    private static int slotBytes(QueueName queue, int slots, long bytesPerSlot) throws MessageQueueException {
        long slotBytes = (bytesPerSlot + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long size = JournalHeader.BYTES + slots * slotBytes;
        if (size > Integer.MAX_VALUE) {
            throw new MessageQueueException(
                    "mmap",
                    queue,
                    Errno.EOVERFLOW,
                    "a journal that holds " + slots + " times " + bytesPerSlot + " bytes would have " + size
                            + " bytes and may have " + Integer.MAX_VALUE,
                    "Hold less: a smaller maxHeld, or a smaller batchBytes.");
        }
        return (int) slotBytes;
    }

    private static void lockNew(JournalDirectory directory, String name, int fd, QueueName queue)
            throws MessageQueueException {
        if (Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB) != 0) {
            Errno errno = Errno.last();
            if (errno.equals(Errno.EAGAIN)) {
                throw new Lost(queue, directory.resolve(name).toString());
            }
            throw JournalDirectory.failure(
                    "flock", queue, errno, "the journal file " + directory.resolve(name) + " cannot be locked");
        }
        if (!directory.isNamed(name, fd)) {
            throw new Lost(queue, directory.resolve(name).toString());
        }
    }

    private static void writeOut(String path, int fd, long size, QueueName queue) throws MessageQueueException {
        int chunk = 1 << 16;
        NativeMemory blank = new NativeMemory(chunk);
        try {
            for (int i = 0; i < chunk; i += Long.BYTES) {
                blank.view().putLong(i, -1);
            }
            for (long left = size; left > 0; ) {
                long written = Libc.write(fd, blank.address(), Math.min(left, chunk));
                if (written <= 0) {
                    throw JournalDirectory.failure(
                            "write",
                            queue,
                            written == 0 ? Errno.ENOSPC : Errno.last(),
                            "the journal file " + path + " needs " + size + " bytes and could not be written");
                }
                left -= written;
            }
        } finally {
            blank.free();
        }
    }

    private interface Check {
        /** What is wrong with a file of these bytes, or null. */
        String wrong(ByteBuffer view);
    }

    /** Maps a file; null if the check finds fault with it. */
    private static JournalFile map(
            JournalDirectory directory, String name, int fd, long size, QueueName queue, Check check)
            throws MessageQueueException {
        long address = Libc.mmap(Libc.NULL, size, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        if (address == -1) {
            throw JournalDirectory.failure(
                    "mmap", queue, Errno.last(), "the journal file " + directory.resolve(name) + " cannot be mapped");
        }
        ByteBuffer view = Libc.view(address, size);
        String wrong = check.wrong(view);
        if (wrong != null) {
            Libc.munmap(address, size);
            throw new Unreadable(queue, wrong);
        }
        return new JournalFile(directory, name, fd, address, view);
    }

    /** A file that is no journal of ours; caught where files are taken over. */
    static final class Unreadable extends MessageQueueException {
        private static final long serialVersionUID = 1L;

        private final String wrong;

        Unreadable(QueueName queue, String wrong) {
            super("mmap", queue, Errno.EINVAL, wrong, "Look at the file with the version that wrote it.");
            this.wrong = wrong;
        }

        String wrong() {
            return wrong;
        }
    }

    private static void describe(ByteBuffer view, QueueName queue, int slots, int slotBytes, int maxMessageSize) {
        new JournalHeader(queue.toString(), slots, slotBytes, maxMessageSize, ownPid()).write(view);
    }

    private static int ownPid() {
        return (int) ProcessHandle.current().pid();
    }

    /** Removes a file whose owner was killed while it made it: there is nothing in it. */
    static void removeIfAbandoned(JournalDirectory directory, String name) throws MessageQueueException {
        int fd = directory.open(name);
        if (fd < 0) {
            return;
        }
        try {
            if (Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB) == 0 && directory.isNamed(name, fd)) {
                directory.remove(name);
            }
        } finally {
            Libc.close(fd);
        }
    }

    static boolean isTemporary(String name) {
        return name.endsWith(TEMPORARY);
    }

    static boolean isJournal(String name) {
        return name.endsWith(SUFFIX);
    }

    static boolean isAside(String name) {
        return name.endsWith(ASIDE);
    }

    /**
     * Opens a file whose owner is gone, and locks it.
     *
     * @return null if its owner lives, or somebody else has dealt with it
     * @throws Unreadable if it is not a whole journal of this version and this queue; it is left as it was
     */
    static JournalFile takeOver(JournalDirectory directory, String name, QueueName queue) throws MessageQueueException {
        int fd = directory.open(name);
        if (fd < 0) {
            Errno errno = Errno.last();
            if (errno.equals(Errno.ENOENT)) {
                return null;
            }
            throw JournalDirectory.failure(
                    "open", queue, errno, "the journal file " + directory.resolve(name) + " cannot be opened");
        }
        boolean taken = false;
        try {
            if (Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB) != 0 || !directory.isNamed(name, fd)) {
                return null;
            }
            FileStatus status = FileStatus.of(fd, "statx", queue);
            if (status.owner() != Libc.geteuid()) {
                throw new Unreadable(queue, "it belongs to user " + status.owner());
            }
            if (status.size() < JournalHeader.BYTES || status.size() > Integer.MAX_VALUE) {
                throw new Unreadable(queue, "it has " + status.size() + " bytes");
            }
            JournalFile file = map(directory, name, fd, status.size(), queue, v -> JournalHeader.wrong(v, queue));
            JournalHeader.writeOwner(file.view, ownPid());
            taken = true;
            return file;
        } finally {
            if (!taken) {
                Libc.close(fd);
            }
        }
    }

    /** The messages that the owner left, slot by slot, made ready to be delivered again. */
    List<List<HeldRecord>> survivors() throws Unreadable {
        JournalRecords records = new JournalRecords(name, view, false);
        List<List<HeldRecord>> all = new ArrayList<>();
        for (int i = 0; i < slots; i++) {
            Slot slot = slot(i);
            List<HeldRecord> inSlot = new ArrayList<>();
            for (JournalRecord each : records.inSlot(i)) {
                hold(each);
                inSlot.add(slot.survivor(each.at()));
            }
            if (!inSlot.isEmpty()) {
                all.add(inSlot);
            }
        }
        return all;
    }

    private void hold(JournalRecord message) {
        if (!message.isAccounted()) {
            account(message.at(), message.length(), RecordLayout.RECOVERED, message.sequence());
        } else if (message.isDelivering()) {
            setState(message.at(), RecordLayout.HELD, message.deaths() + 1);
        }
        view.putInt(message.at() + RecordLayout.MARKS, mark(message.at()) | RecordLayout.TAKEN_OVER);
    }

    private int mark(int at) {
        return view.getInt(at + RecordLayout.MARKS);
    }

    /** Those that are being delivered count as held from now on: what ends before they do is no death. */
    void holdAll() {
        if (directory == null) {
            return;
        }
        try {
            JournalRecords records = new JournalRecords(name, view, true);
            for (int i = 0; i < slots; i++) {
                for (JournalRecord each : records.inSlot(i)) {
                    if (each.isDelivering()) {
                        setState(each.at(), RecordLayout.HELD, each.deaths());
                    }
                }
            }
        } catch (Unreadable onlyOfTheDead) {
            throw new IllegalStateException(onlyOfTheDead);
        }
    }

    /** Accounts for a message that the kernel has copied. */
    void account(int at, int length) {
        account(at, length, 0, sequence.getAndIncrement());
    }

    private void account(int at, int length, int marks, long order) {
        view.putInt(at + RecordLayout.DELIVERIES, 0);
        view.putInt(at + RecordLayout.FAILURES, 0);
        view.putInt(at + RecordLayout.MARKS, marks);
        view.putLong(at + RecordLayout.SEQUENCE, order);
        view.putInt(at + RecordLayout.LENGTH, length);
        setState(at, RecordLayout.HELD, 0);
    }

    Slot slot(int index) {
        return new Slot(this, JournalHeader.BYTES + index * slotBytes);
    }

    int slots() {
        return slots;
    }

    int slotBytes() {
        return slotBytes;
    }

    /** Where it is mapped. */
    long address() {
        return address;
    }

    int maxMessageSize() {
        return maxMessageSize;
    }

    /** The process that had it when it was opened here. */
    int pid() {
        return pid;
    }

    Path path() {
        return directory.resolve(name);
    }

    /** Whether others would not find it: a directory that was removed has no names in it either. */
    boolean isUnlinked() throws MessageQueueException {
        return directory != null && !directory.isNamed(name, fd);
    }

    /** Its name in its directory. */
    String name() {
        return name;
    }

    /** The whole of it, for as long as it is not closed. */
    ByteBuffer bytes() {
        return view;
    }

    /** Marks a message of a dead owner as done with; one that was not accounted for gets its length, to be skipped by. */
    void discard(JournalRecord message) {
        view.putInt(message.at() + RecordLayout.LENGTH, message.length());
        setState(message.at(), RecordLayout.DONE, message.deaths());
    }

    /** Lets go of the file; nobody may use its slots any more. */
    void close(boolean remove) {
        Libc.munmap(address, view.capacity());
        if (directory == null) {
            return;
        }
        if (remove) {
            directory.remove(name);
        }
        Libc.close(fd);
        directory.release();
    }

    /** Lets go of a file that cannot be read, under a name that nobody takes for a journal. */
    static Path setAside(JournalDirectory directory, String name) throws MessageQueueException {
        directory.rename(name, name + ASIDE);
        return directory.resolve(name + ASIDE);
    }

    int deaths(int at) {
        return (int) INTS.getAcquire(view, at + RecordLayout.STATE) >>> RecordLayout.DEATHS_SHIFT;
    }

    void setState(int at, int state, int deaths) {
        INTS.setRelease(view, at + RecordLayout.STATE, state | deaths << RecordLayout.DEATHS_SHIFT);
    }

    /** A record without length ends its slot, so the length goes before the priority and both before the state. */
    void clear(int at, int end) {
        if (directory == null) {
            return;
        }
        view.putInt(at + RecordLayout.LENGTH, -1);
        for (int from = at + RecordLayout.DELIVERIES; from < end; from += BLANKS.length) {
            view.put(from, BLANKS, 0, Math.min(BLANKS.length, end - from));
        }
        INTS.setRelease(view, at + RecordLayout.PRIORITY, -1);
        INTS.setRelease(view, at + RecordLayout.STATE, -1);
    }
}
