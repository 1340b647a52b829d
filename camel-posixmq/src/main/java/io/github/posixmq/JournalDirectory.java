package io.github.posixmq;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The directory in which a user's journals of one IPC namespace are: another namespace may have a queue of the same name
 * and see the same file system. Its path is gone through once, when it is opened; after that only the descriptor counts.
 * Directories are 0700 and of this user, and no symbolic link is followed into them.
 */
final class JournalDirectory {
    private static final String DEFAULT_PARENT = "/dev/shm";
    private static final String PREFIX = "posixmq-";
    private static final int OWNER_ONLY = 0700;
    private static final int OWNER_ONLY_FILE = 0600;
    private static final int OTHERS = 077;
    private static final int HASH_BYTES = 12;

    private static final String REMEDY =
            "Name another directory (journalDirectory), or do without a journal (deliveryGuarantee=atMostOnce).";

    private static final long RECENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** What one of them has read last. */
    private static volatile Listing latest;

    private final Path path;
    private final int fd;
    private final QueueName queue;

    private final AtomicInteger users = new AtomicInteger(1);

    private JournalDirectory(Path path, int fd, QueueName queue) {
        this.path = path;
        this.fd = fd;
        this.queue = queue;
    }

    /** The default directories of other users, with their numbers. */
    static Map<Path, Integer> ofOthers() {
        List<String> names = DirectoryListing.of(cString(DEFAULT_PARENT));
        Map<Path, Integer> others = new TreeMap<>();
        for (String name : names == null ? List.<String>of() : names) {
            if (name.matches(PREFIX + "[0-9]{1,9}")) {
                int owner = Integer.parseInt(name.substring(PREFIX.length()));
                if (owner != Libc.geteuid()) {
                    others.put(Path.of(DEFAULT_PARENT, name), owner);
                }
            }
        }
        return others;
    }

    /** The user's own directory below {@code /dev/shm}, whose life is that of the queues: until the next boot. */
    static Path defaultRoot() {
        return Path.of(DEFAULT_PARENT, PREFIX + Libc.geteuid());
    }

    /**
     * Opens the directory of this IPC namespace below a root, and creates what is missing of the two.
     *
     * @throws MessageQueueException if that fails, or if a directory is not this user's alone
     */
    static JournalDirectory open(Path root, QueueName queue) throws MessageQueueException {
        Path absolute = root.toAbsolutePath();
        int rootFd = child(Libc.AT_FDCWD, absolute.toString(), absolute, queue);
        try {
            String name = "ipc-" + ipcNamespace(queue);
            Path path = absolute.resolve(name);
            return new JournalDirectory(path, child(rootFd, name, path, queue), queue);
        } finally {
            Libc.close(rootFd);
        }
    }

    /**
     * Opens the directory of this IPC namespace below a root, and creates nothing.
     *
     * @return null if there is none
     * @throws MessageQueueException if it cannot be opened, or is not this user's alone
     */
    static JournalDirectory existing(Path root) throws MessageQueueException {
        Path absolute = root.toAbsolutePath();
        int rootFd = openAt(Libc.AT_FDCWD, cString(absolute.toString()), absolute, null);
        if (rootFd < 0) {
            return null;
        }
        try {
            String name = "ipc-" + ipcNamespace(null);
            Path path = absolute.resolve(name);
            int fd = openAt(rootFd, cString(name), path, null);
            return fd < 0 ? null : new JournalDirectory(path, fd, null);
        } finally {
            Libc.close(rootFd);
        }
    }

    /** Opens a directory in this one; null if there is none. */
    JournalDirectory existingChild(String name) throws MessageQueueException {
        Path childPath = path.resolve(name);
        int childFd = openAt(fd, cString(name), childPath, queue);
        return childFd < 0 ? null : new JournalDirectory(childPath, childFd, queue);
    }

    /** Opens a directory in this one, and creates it if it is missing. */
    JournalDirectory child(String name) throws MessageQueueException {
        Path childPath = path.resolve(name);
        return new JournalDirectory(childPath, child(fd, name, childPath, queue), queue);
    }

    private static int child(int parent, String name, Path path, QueueName queue) throws MessageQueueException {
        byte[] cName = cString(name);
        if (Libc.mkdirat(parent, cName, OWNER_ONLY) != 0) {
            Errno errno = Errno.last();
            if (!errno.equals(Errno.EEXIST)) {
                throw failure("mkdir", queue, errno, "the journal directory " + path + " cannot be created");
            }
        } else {
            // the umask may have taken more than it should
            Libc.fchmodat(parent, cName, OWNER_ONLY, 0);
        }
        int fd = openAt(parent, cName, path, queue);
        if (fd < 0) {
            throw failure("open", queue, Errno.ENOENT, "the journal directory " + path + " cannot be opened");
        }
        return fd;
    }

    /** Opens a directory of this user alone; -1 if there is none. */
    private static int openAt(int parent, byte[] cName, Path path, QueueName queue) throws MessageQueueException {
        int fd = Libc.openat(parent, cName, Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (fd < 0) {
            Errno errno = Errno.last();
            if (errno.equals(Errno.ENOENT)) {
                return -1;
            }
            throw failure("open", queue, errno, "the journal directory " + path + " cannot be opened");
        }
        try {
            checkOwner(FileStatus.of(fd, "statx", queue), path, queue);
        } catch (MessageQueueException e) {
            Libc.close(fd);
            throw e;
        }
        return fd;
    }

    private static void checkOwner(FileStatus status, Path path, QueueName queue) throws MessageQueueException {
        int me = Libc.geteuid();
        if (status.owner() != me) {
            throw new MessageQueueException(
                    "open",
                    queue,
                    Errno.EACCES,
                    "the journal directory " + path + " belongs to user " + status.owner() + " and this is user " + me,
                    "Name another directory (journalDirectory), or run this as that user: sudo -u '#" + status.owner()
                            + "' COMMAND");
        }
        if ((status.permissions() & OTHERS) != 0) {
            throw new MessageQueueException(
                    "open",
                    queue,
                    Errno.EACCES,
                    "the journal directory " + path + " is open to other users, mode 0"
                            + Integer.toOctalString(status.permissions()),
                    "Type: chmod 700 " + path);
        }
    }

    /** The number of the IPC namespace, as it stands in ipc_namespaces(7). */
    private static String ipcNamespace(QueueName queue) throws MessageQueueException {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")).toString();
            return link.substring(link.indexOf('[') + 1, link.indexOf(']'));
        } catch (IOException e) {
            throw failure("readlink", queue, Errno.ENOENT, "/proc/self/ns/ipc cannot be read");
        }
    }

    static MessageQueueException failure(String operation, QueueName queue, Errno errno, String reason) {
        return new MessageQueueException(operation, queue, errno, reason, REMEDY);
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** What the names of this queue's files begin with: a hash, since a queue's name may fill a file name alone. */
    static String prefix(QueueName queue) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(queue.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES) + ".";
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** The names of the files in it; by its descriptor, since the path may lead elsewhere by now. */
    List<String> names() throws MessageQueueException {
        List<String> names = DirectoryListing.of(cString("/proc/self/fd/" + fd));
        if (names == null) {
            throw failure("opendir", queue, Errno.last(), "the journal directory " + path + " cannot be read");
        }
        return names;
    }

    /** The same as of half a second ago at most, so that many journals in one directory read it once and not each. */
    List<String> recentNames() throws MessageQueueException {
        FileStatus status = FileStatus.of(fd, "statx", queue);
        Listing recent = latest;
        if (recent == null || !recent.of().isSameFile(status) || System.nanoTime() - recent.readAt() > RECENT_NANOS) {
            recent = new Listing(status, System.nanoTime(), names());
            latest = recent;
        }
        return recent.names();
    }

    private record Listing(FileStatus of, long readAt, List<String> names) {}

    /** Creates a file of mode 0600 that must not exist yet. */
    int create(String name) throws MessageQueueException {
        int flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
        int file = Libc.openat(fd, cString(name), flags, OWNER_ONLY_FILE);
        if (file < 0) {
            throw failure("open", queue, Errno.last(), "the journal file " + resolve(name) + " cannot be created");
        }
        Libc.fchmod(file, OWNER_ONLY_FILE);
        return file;
    }

    /** Opens a file for reading and writing, or returns -1 with the errno in {@link Errno#last}. */
    int open(String name) {
        return Libc.openat(fd, cString(name), Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
    }

    /** Opens a file for reading, or returns -1 with the errno in {@link Errno#last}. */
    int openToRead(String name) {
        return Libc.openat(fd, cString(name), Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
    }

    /** Whether that name leads to the open file. */
    boolean isNamed(String name, int file) throws MessageQueueException {
        FileStatus named = FileStatus.at(fd, cString(name), 0);
        return named != null && FileStatus.of(file, "statx", queue).isSameFile(named);
    }

    void rename(String from, String to) throws MessageQueueException {
        if (Libc.renameat(fd, cString(from), fd, cString(to)) != 0) {
            throw failure(
                    "rename", queue, Errno.last(), "the journal file " + resolve(from) + " cannot be renamed to " + to);
        }
    }

    /** Removes a file; one that is gone is as good as removed. */
    void remove(String name) {
        Libc.unlinkat(fd, cString(name), 0);
    }

    /** One more user of the descriptor, to be paired with a {@link #release}. */
    JournalDirectory retain() {
        users.incrementAndGet();
        return this;
    }

    /** The last one closes the descriptor. */
    void release() {
        if (users.decrementAndGet() == 0) {
            Libc.close(fd);
        }
    }

    static byte[] cString(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }
}
