package io.github.posixmq;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * The functions of the C library that the wrapper calls, under their own names; {@link Libc} is the way to them. Pointers
 * are plain addresses: whoever passes one keeps its memory alive. Paths and names end in NUL and are copied. Thread-safe.
 *
 * <p>Each of those above {@link #errno} is bound by its name and the types it has here, by JNA and by the Foreign Function
 * API alike.
 */
@SuppressWarnings({"checkstyle:MethodName", "MethodName"})
abstract class Binding {
    // mq_overview(7)
    abstract int mq_open(byte[] name, int oflag, int mode, long attr);

    abstract int mq_close(int mqdes);

    abstract int mq_unlink(byte[] name);

    abstract int mq_getattr(int mqdes, long attr);

    abstract int mq_send(int mqdes, long message, long length, int priority);

    abstract long mq_receive(int mqdes, long message, long length, long priority);

    // poll(2), eventfd(2)
    abstract int ppoll(long fds, long nfds, long timeout, long sigmask);

    abstract int eventfd(int initval, int flags);

    // open(2), close(2), read(2), write(2), fchmod(2), statx(2)
    abstract int open(byte[] path, int flags);

    abstract int close(int fd);

    abstract long read(int fd, long buffer, long count);

    abstract long write(int fd, long buffer, long count);

    abstract int fchmod(int fd, int mode);

    abstract int statx(int dirfd, byte[] path, int flags, int mask, long buffer);

    // opendir(3), readdir(3), closedir(3)
    abstract long opendir(byte[] path);

    abstract long readdir(long directory);

    abstract int closedir(long directory);

    // openat(2), mkdir(2), rename(2), unlink(2), flock(2), mmap(2), geteuid(2)
    abstract int openat(int dirfd, byte[] path, int flags, int mode);

    abstract int fchmodat(int dirfd, byte[] path, int mode, int flags);

    abstract int mkdirat(int dirfd, byte[] path, int mode);

    abstract int renameat(int oldDirfd, byte[] oldPath, int newDirfd, byte[] newPath);

    abstract int unlinkat(int dirfd, byte[] path, int flags);

    abstract int flock(int fd, int operation);

    abstract long mmap(long address, long length, int protection, int flags, int fd, long offset);

    abstract int munmap(long address, long length);

    abstract int geteuid();

    // getrlimit(2), getppid(2)
    abstract int getrlimit(int resource, long limit);

    abstract int getppid();

    // signal(2), siginterrupt(3), sigaction(2), sigsetops(3), pthread_kill(3), pthread_sigmask(3)
    abstract int __libc_current_sigrtmin();

    abstract int __libc_current_sigrtmax();

    abstract long signal(int signal, long handler);

    abstract int siginterrupt(int signal, int flag);

    abstract int sigaction(int signal, long action, long oldAction);

    abstract int sigemptyset(long set);

    abstract int sigaddset(long set, int signal);

    abstract int pthread_sigmask(int how, long set, long oldSet);

    abstract long pthread_self();

    abstract int pthread_kill(long thread, int signal);

    // malloc(3), free(3)
    abstract long malloc(long bytes);

    abstract void free(long address);

    /** What the last call of this thread that failed left behind. */
    abstract int errno();

    /** The address of a function of libc. */
    abstract long functionAddress(String name);

    /** A view of native memory, in native byte order; keeps nothing alive. */
    abstract ByteBuffer view(long address, long bytes);

    /** The address of a direct buffer's first byte, whatever its position. */
    abstract long address(Buffer direct);

    /** For people: the name by which the property {@link BindingChoice#PROPERTY} knows it. */
    @Override
    public abstract String toString();
}
