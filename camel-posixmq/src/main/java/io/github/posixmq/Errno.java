package io.github.posixmq;

import java.util.Map;

/** An error number of the kernel; see errno(3). The numbers are those of asm-generic, which {@link Host} makes sure of. */
record Errno(int number) {
    static final Errno EPERM = new Errno(1);
    static final Errno ENOENT = new Errno(2);
    static final Errno EINTR = new Errno(4);
    static final Errno EIO = new Errno(5);
    static final Errno EBADF = new Errno(9);
    static final Errno EAGAIN = new Errno(11);
    static final Errno ENOMEM = new Errno(12);
    static final Errno EACCES = new Errno(13);
    static final Errno EBUSY = new Errno(16);
    static final Errno EEXIST = new Errno(17);
    static final Errno EINVAL = new Errno(22);
    static final Errno ENFILE = new Errno(23);
    static final Errno EMFILE = new Errno(24);
    static final Errno ENOSPC = new Errno(28);
    static final Errno ENAMETOOLONG = new Errno(36);
    static final Errno ENOSYS = new Errno(38);
    static final Errno ELOOP = new Errno(40);
    static final Errno EOVERFLOW = new Errno(75);
    static final Errno EMSGSIZE = new Errno(90);
    static final Errno ETIMEDOUT = new Errno(110);

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "EPERM"),
            Map.entry(2, "ENOENT"),
            Map.entry(4, "EINTR"),
            Map.entry(5, "EIO"),
            Map.entry(9, "EBADF"),
            Map.entry(11, "EAGAIN"),
            Map.entry(12, "ENOMEM"),
            Map.entry(13, "EACCES"),
            Map.entry(14, "EFAULT"),
            Map.entry(16, "EBUSY"),
            Map.entry(17, "EEXIST"),
            Map.entry(20, "ENOTDIR"),
            Map.entry(22, "EINVAL"),
            Map.entry(23, "ENFILE"),
            Map.entry(24, "EMFILE"),
            Map.entry(28, "ENOSPC"),
            Map.entry(30, "EROFS"),
            Map.entry(36, "ENAMETOOLONG"),
            Map.entry(38, "ENOSYS"),
            Map.entry(40, "ELOOP"),
            Map.entry(75, "EOVERFLOW"),
            Map.entry(90, "EMSGSIZE"),
            Map.entry(95, "EOPNOTSUPP"),
            Map.entry(110, "ETIMEDOUT"));

    /** What the last native call of this thread left behind. */
    static Errno last() {
        return new Errno(Libc.errno());
    }

    /** The name of errno(3), or {@code errno N} for a number without one here. */
    @Override
    public String toString() {
        return NAMES.getOrDefault(number, "errno " + number);
    }
}
