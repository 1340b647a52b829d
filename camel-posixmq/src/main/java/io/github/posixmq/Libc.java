package io.github.posixmq;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The C library as the wrapper sees it: its functions under their own names, and the constants they take on Linux. No
 * logic; the functions are those of the {@link Binding} that this JVM has chosen. Pointers are plain addresses: whoever
 * passes one keeps its memory alive. Thread-safe.
 *
 * <p>Nothing here may be called before {@link Host#require()} has found a binding.
 */
@SuppressWarnings({"checkstyle:MethodName", "MethodName"})
final class Libc {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;

    /** These two alone among the flags used here have other numbers on some of the architectures. */
    static final int O_DIRECTORY;

    static final int O_NOFOLLOW;

    static {
        boolean own = Set.of("aarch64", "ppc64le").contains(System.getProperty("os.arch"));
        O_DIRECTORY = own ? 040000 : 0200000;
        O_NOFOLLOW = own ? 0100000 : 0400000;
    }

    static final short POLLIN = 1;
    static final short POLLOUT = 4;

    static final int EFD_NONBLOCK = O_NONBLOCK;
    static final int EFD_CLOEXEC = O_CLOEXEC;

    static final int RLIMIT_NOFILE = 7;
    static final int RLIMIT_MSGQUEUE = 12;

    static final int SIG_UNBLOCK = 1;

    static final int LOCK_SH = 1;
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;

    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int MAP_SHARED = 1;
    static final int MAP_PRIVATE = 2;
    static final int MAP_ANONYMOUS = 0x20;

    static final int AT_FDCWD = -100;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int STATX_BASIC_STATS = 0x7ff;

    static final long NULL = 0;

    private static final BindingChoice CHOICE = BindingChoice.ofThisJvm();

    /** A constant for the compiler, which so puts a call of the wrapper and the native call together. */
    private static final Binding B = CHOICE.binding();

    private Libc() {}

    /** What binds these functions, or why nothing does. */
    static BindingChoice choice() {
        return CHOICE;
    }

    // mq_overview(7)
    static int mq_open(byte[] name, int oflag, int mode, long attr) {
        return B.mq_open(name, oflag, mode, attr);
    }

    static int mq_close(int mqdes) {
        return B.mq_close(mqdes);
    }

    static int mq_unlink(byte[] name) {
        return B.mq_unlink(name);
    }

    static int mq_getattr(int mqdes, long attr) {
        return B.mq_getattr(mqdes, attr);
    }

    static int mq_send(int mqdes, long message, long length, int priority) {
        return B.mq_send(mqdes, message, length, priority);
    }

    static long mq_receive(int mqdes, long message, long length, long priority) {
        return B.mq_receive(mqdes, message, length, priority);
    }

    // poll(2), eventfd(2)
    static int ppoll(long fds, long nfds, long timeout, long sigmask) {
        return B.ppoll(fds, nfds, timeout, sigmask);
    }

    static int eventfd(int initval, int flags) {
        return B.eventfd(initval, flags);
    }

    // open(2), close(2), read(2), write(2), fchmod(2), statx(2)
    static int open(byte[] path, int flags) {
        return B.open(path, flags);
    }

    static int close(int fd) {
        return B.close(fd);
    }

    static long read(int fd, long buffer, long count) {
        return B.read(fd, buffer, count);
    }

    static long write(int fd, long buffer, long count) {
        return B.write(fd, buffer, count);
    }

    static int fchmod(int fd, int mode) {
        return B.fchmod(fd, mode);
    }

    static int statx(int dirfd, byte[] path, int flags, int mask, long buffer) {
        return B.statx(dirfd, path, flags, mask, buffer);
    }

    // opendir(3), readdir(3), closedir(3)
    static long opendir(byte[] path) {
        return B.opendir(path);
    }

    static long readdir(long directory) {
        return B.readdir(directory);
    }

    static int closedir(long directory) {
        return B.closedir(directory);
    }

    // openat(2), mkdir(2), rename(2), unlink(2), flock(2), mmap(2), geteuid(2)
    static int openat(int dirfd, byte[] path, int flags, int mode) {
        return B.openat(dirfd, path, flags, mode);
    }

    static int fchmodat(int dirfd, byte[] path, int mode, int flags) {
        return B.fchmodat(dirfd, path, mode, flags);
    }

    static int mkdirat(int dirfd, byte[] path, int mode) {
        return B.mkdirat(dirfd, path, mode);
    }

    static int renameat(int oldDirfd, byte[] oldPath, int newDirfd, byte[] newPath) {
        return B.renameat(oldDirfd, oldPath, newDirfd, newPath);
    }

    static int unlinkat(int dirfd, byte[] path, int flags) {
        return B.unlinkat(dirfd, path, flags);
    }

    static int flock(int fd, int operation) {
        return B.flock(fd, operation);
    }

    static long mmap(long address, long length, int protection, int flags, int fd, long offset) {
        return B.mmap(address, length, protection, flags, fd, offset);
    }

    static int munmap(long address, long length) {
        return B.munmap(address, length);
    }

    static int geteuid() {
        return B.geteuid();
    }

    // getrlimit(2), getppid(2)
    static int getrlimit(int resource, long limit) {
        return B.getrlimit(resource, limit);
    }

    static int getppid() {
        return B.getppid();
    }

    // signal(2), siginterrupt(3), sigaction(2), sigsetops(3), pthread_kill(3), pthread_sigmask(3)
    static int __libc_current_sigrtmin() {
        return B.__libc_current_sigrtmin();
    }

    static int __libc_current_sigrtmax() {
        return B.__libc_current_sigrtmax();
    }

    static long signal(int signal, long handler) {
        return B.signal(signal, handler);
    }

    static int siginterrupt(int signal, int flag) {
        return B.siginterrupt(signal, flag);
    }

    static int sigaction(int signal, long action, long oldAction) {
        return B.sigaction(signal, action, oldAction);
    }

    static int sigemptyset(long set) {
        return B.sigemptyset(set);
    }

    static int sigaddset(long set, int signal) {
        return B.sigaddset(set, signal);
    }

    static int pthread_sigmask(int how, long set, long oldSet) {
        return B.pthread_sigmask(how, set, oldSet);
    }

    static long pthread_self() {
        return B.pthread_self();
    }

    static int pthread_kill(long thread, int signal) {
        return B.pthread_kill(thread, signal);
    }

    /** malloc(3); {@link #NULL} if there is no memory. */
    static long malloc(long bytes) {
        return B.malloc(bytes);
    }

    static void free(long address) {
        B.free(address);
    }

    static int errno() {
        return B.errno();
    }

    /** The address of a function of libc. */
    static long functionAddress(String name) {
        return B.functionAddress(name);
    }

    /** A view of native memory, in native byte order; keeps nothing alive. */
    static ByteBuffer view(long address, long bytes) {
        return B.view(address, bytes);
    }

    /** The address of a direct buffer's first byte, whatever its position. */
    static long address(Buffer direct) {
        return B.address(direct);
    }
}
