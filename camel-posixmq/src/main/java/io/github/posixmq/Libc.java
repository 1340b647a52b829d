package io.github.posixmq;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The functions of the C library that the wrapper calls, bound by JNA's direct mapping under their own names, and the
 * constants they take on Linux. No logic. Pointers are plain addresses: whoever passes one keeps its memory alive.
 *
 * <p>Nothing here may be touched before {@link Host#require()} has bound it.
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

    private Libc() {}

    // mq_overview(7)
    static native int mq_open(byte[] name, int oflag, int mode, long attr);

    static native int mq_close(int mqdes);

    static native int mq_unlink(byte[] name);

    static native int mq_getattr(int mqdes, long attr);

    static native int mq_send(int mqdes, long message, long length, int priority);

    static native long mq_receive(int mqdes, long message, long length, long priority);

    // poll(2), eventfd(2)
    static native int ppoll(long fds, long nfds, long timeout, long sigmask);

    static native int eventfd(int initval, int flags);

    // open(2), close(2), read(2), write(2), fchmod(2), statx(2)
    static native int open(byte[] path, int flags);

    static native int close(int fd);

    static native long read(int fd, long buffer, long count);

    static native long write(int fd, long buffer, long count);

    static native int fchmod(int fd, int mode);

    static native int statx(int dirfd, byte[] path, int flags, int mask, long buffer);

    // opendir(3), readdir(3), closedir(3)
    static native long opendir(byte[] path);

    static native long readdir(long directory);

    static native int closedir(long directory);

    // openat(2), mkdir(2), rename(2), unlink(2), flock(2), mmap(2), geteuid(2)
    static native int openat(int dirfd, byte[] path, int flags, int mode);

    static native int fchmodat(int dirfd, byte[] path, int mode, int flags);

    static native int mkdirat(int dirfd, byte[] path, int mode);

    static native int renameat(int oldDirfd, byte[] oldPath, int newDirfd, byte[] newPath);

    static native int unlinkat(int dirfd, byte[] path, int flags);

    static native int flock(int fd, int operation);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(long address, long length);

    static native int geteuid();

    // getrlimit(2), getppid(2)
    static native int getrlimit(int resource, long limit);

    static native int getppid();

    // signal(2), siginterrupt(3), sigaction(2), sigsetops(3), pthread_kill(3), pthread_sigmask(3)
    static native int __libc_current_sigrtmin();

    static native int __libc_current_sigrtmax();

    static native long signal(int signal, long handler);

    static native int siginterrupt(int signal, int flag);

    static native int sigaction(int signal, long action, long oldAction);

    static native int sigemptyset(long set);

    static native int sigaddset(long set, int signal);

    static native int pthread_sigmask(int how, long set, long oldSet);

    static native long pthread_self();

    static native int pthread_kill(long thread, int signal);

    /** Binds all of the above; a function that is missing is an {@link UnsatisfiedLinkError}. */
    static void bind() {
        Native.register(Libc.class, library());
    }

    /** The process itself holds libc; before glibc 2.34 the mq_ functions are in librt, which leads to libc as well. */
    private static NativeLibrary library() {
        NativeLibrary process = NativeLibrary.getProcess();
        try {
            process.getFunction("mq_open");
            return process;
        } catch (UnsatisfiedLinkError notInLibc) {
            return NativeLibrary.getInstance("librt.so.1");
        }
    }

    static int pointerSize() {
        return Native.POINTER_SIZE;
    }

    static int errno() {
        return Native.getLastError();
    }

    /** The address of a function of libc. */
    static long functionAddress(String name) {
        return Pointer.nativeValue(NativeLibrary.getProcess().getFunction(name));
    }

    /** malloc(3); {@link #NULL} if there is no memory. */
    static long malloc(long bytes) {
        return Native.malloc(bytes);
    }

    static void free(long address) {
        Native.free(address);
    }

    /** A view of native memory, in native byte order; keeps nothing alive. */
    static ByteBuffer view(long address, long bytes) {
        return new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
    }

    /** The address of a direct buffer's first byte, whatever its position. */
    static long address(Buffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }
}
