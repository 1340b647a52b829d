package io.github.posixmq;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What statx(2) tells of a file.
 *
 * @param device major and minor number of its file system
 * @param inode its number there
 * @param links how many names it has; none for a queue or file that was unlinked while open
 * @param owner user id
 * @param group group id
 * @param mode type and permissions
 * @param size in bytes
 * @param modified when its content last changed, in seconds since 1970
 */
record FileStatus(long device, long inode, int links, int owner, int group, int mode, long size, long modified) {
    /** struct statx. */
    private static final int BYTES = 256;

    private static final int NLINK = 16;
    private static final int UID = 20;
    private static final int GID = 24;
    private static final int MODE = 28;
    private static final int INO = 32;
    private static final int SIZE = 40;
    private static final int MTIME = 112;
    private static final int DEV_MAJOR = 136;
    private static final int DEV_MINOR = 140;

    private static final int PERMISSIONS = 07777;

    /** A struct that nobody uses at the moment: the housekeeper asks for every queue once a second. */
    private static final AtomicReference<NativeMemory> SPARE = new AtomicReference<>();

    /** Of an open descriptor. */
    static FileStatus of(int fd, String operation, QueueName queue) throws MessageQueueException {
        FileStatus status = at(fd, new byte[1], Libc.AT_EMPTY_PATH);
        if (status == null) {
            throw Failures.of(operation, queue, Errno.last());
        }
        return status;
    }

    /** Of a path that ends in NUL, or null with the errno in {@link Errno#last}. */
    static FileStatus at(int dirfd, byte[] path, int flags) {
        NativeMemory spare = SPARE.getAndSet(null);
        NativeMemory struct = spare == null ? new NativeMemory(BYTES) : spare;
        try {
            if (Libc.statx(dirfd, path, flags, Libc.STATX_BASIC_STATS, struct.address()) != 0) {
                return null;
            }
            ByteBuffer view = struct.view();
            return new FileStatus(
                    view.getInt(DEV_MAJOR) * 0x1_0000_0000L + view.getInt(DEV_MINOR),
                    view.getLong(INO),
                    view.getInt(NLINK),
                    view.getInt(UID),
                    view.getInt(GID),
                    Short.toUnsignedInt(view.getShort(MODE)),
                    view.getLong(SIZE),
                    view.getLong(MTIME));
        } finally {
            if (!SPARE.compareAndSet(null, struct)) {
                struct.free();
            }
        }
    }

    boolean isSameFile(FileStatus other) {
        return device == other.device && inode == other.inode;
    }

    int permissions() {
        return mode & PERMISSIONS;
    }
}
