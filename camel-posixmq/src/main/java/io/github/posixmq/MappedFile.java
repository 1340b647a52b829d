package io.github.posixmq;

import java.nio.ByteBuffer;

/** A file of a journal's directory, mapped into memory for reading. Not thread-safe. */
final class MappedFile implements AutoCloseable {
    private static final int FILE_TYPE = 0170000;
    private static final int PLAIN = 0100000;

    private final int fd;
    private final FileStatus status;
    private final long address;

    private MappedFile(int fd, FileStatus status, long address) {
        this.fd = fd;
        this.status = status;
        this.address = address;
    }

    /**
     * Opens a file.
     *
     * @return null if there is none
     * @throws JournalFile.Unreadable if it is not a plain file of this user with at least so many bytes
     */
    static MappedFile open(JournalDirectory directory, String name, int leastBytes) throws MessageQueueException {
        int fd = directory.openToRead(name);
        if (fd < 0) {
            Errno errno = Errno.last();
            if (errno.equals(Errno.ENOENT)) {
                return null;
            }
            if (errno.equals(Errno.EACCES) || errno.equals(Errno.ELOOP)) {
                throw new JournalFile.Unreadable(null, "it cannot be opened (" + errno + ")");
            }
            throw JournalDirectory.failure(
                    "open", null, errno, "the file " + directory.resolve(name) + " cannot be opened");
        }
        try {
            FileStatus status = FileStatus.of(fd, "statx", null);
            check(status, leastBytes);
            long address = Libc.mmap(Libc.NULL, status.size(), Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
            if (address == -1) {
                throw JournalDirectory.failure(
                        "mmap", null, Errno.last(), "the file " + directory.resolve(name) + " cannot be mapped");
            }
            return new MappedFile(fd, status, address);
        } catch (MessageQueueException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private static void check(FileStatus status, int leastBytes) throws JournalFile.Unreadable {
        if ((status.mode() & FILE_TYPE) != PLAIN) {
            throw new JournalFile.Unreadable(null, "it is not a plain file");
        }
        if (status.owner() != Libc.geteuid()) {
            throw new JournalFile.Unreadable(null, "it belongs to user " + status.owner());
        }
        if (status.size() < leastBytes || status.size() > Integer.MAX_VALUE) {
            throw new JournalFile.Unreadable(null, "it has " + status.size() + " bytes");
        }
    }

    /** Its bytes, until it is closed. They must not be written to. */
    ByteBuffer view() {
        return Libc.view(address, status.size());
    }

    FileStatus status() {
        return status;
    }

    /**
     * Locks it by flock(2), until it is closed.
     *
     * @param operation {@link Libc#LOCK_EX}, or {@link Libc#LOCK_SH} which several may have
     * @return false if somebody else has it locked
     */
    boolean lock(int operation) {
        return Libc.flock(fd, operation | Libc.LOCK_NB) == 0;
    }

    boolean isNamed(JournalDirectory directory, String name) throws MessageQueueException {
        return directory.isNamed(name, fd);
    }

    @Override
    public void close() {
        Libc.munmap(address, status.size());
        Libc.close(fd);
    }
}
