package io.github.posixmq;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;

/**
 * The C library through the Foreign Function API, from Java {@link Foreign#SINCE} on: no library of its own, and faster than
 * JNA. Calls that go with each message are compiled to the native call alone. None is declared critical: such a call holds
 * the garbage collector up, and mq_send may block, mq_receive copy megabytes or wait for a page of a file. Thread-safe.
 */
@SuppressWarnings({"checkstyle:MethodName", "MethodName"})
final class FfmBinding extends Binding {
    private static final Set<String> NO_FUNCTIONS = Set.of("errno", "functionAddress", "view", "address", "toString");

    private static final MethodHandle MQ_GETATTR = Foreign.function("mq_getattr", true);
    private static final MethodHandle MQ_SEND = Foreign.function("mq_send", true);
    private static final MethodHandle MQ_RECEIVE = Foreign.function("mq_receive", true);
    private static final MethodHandle PPOLL = Foreign.function("ppoll", true);

    private final ForeignCalls others = new ForeignCalls();

    /** Binds all functions; one that is missing is an {@link UnsatisfiedLinkError}. */
    FfmBinding() {
        Arrays.stream(Binding.class.getDeclaredMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !NO_FUNCTIONS.contains(name))
                .forEach(Foreign::functionAddress);
    }

    @Override
    int mq_open(byte[] name, int oflag, int mode, long attr) {
        return others.callInt("mq_open", name, oflag, mode, attr);
    }

    @Override
    int mq_close(int mqdes) {
        return others.callInt("mq_close", mqdes);
    }

    @Override
    int mq_unlink(byte[] name) {
        return others.callInt("mq_unlink", name);
    }

    @Override
    int mq_getattr(int mqdes, long attr) {
        CapturedErrno errno = CapturedErrno.begin();
        try {
            int result = (int) MQ_GETATTR.invokeExact(errno.segment(), mqdes, attr);
            errno.end(result == -1);
            return result;
        } catch (Throwable e) {
            throw ForeignCalls.unexpected(e);
        }
    }

    @Override
    int mq_send(int mqdes, long message, long length, int priority) {
        CapturedErrno errno = CapturedErrno.begin();
        try {
            int result = (int) MQ_SEND.invokeExact(errno.segment(), mqdes, message, length, priority);
            errno.end(result == -1);
            return result;
        } catch (Throwable e) {
            throw ForeignCalls.unexpected(e);
        }
    }

    @Override
    long mq_receive(int mqdes, long message, long length, long priority) {
        CapturedErrno errno = CapturedErrno.begin();
        try {
            long result = (long) MQ_RECEIVE.invokeExact(errno.segment(), mqdes, message, length, priority);
            errno.end(result == -1);
            return result;
        } catch (Throwable e) {
            throw ForeignCalls.unexpected(e);
        }
    }

    @Override
    int ppoll(long fds, long nfds, long timeout, long sigmask) {
        CapturedErrno errno = CapturedErrno.begin();
        try {
            int result = (int) PPOLL.invokeExact(errno.segment(), fds, nfds, timeout, sigmask);
            errno.end(result == -1);
            return result;
        } catch (Throwable e) {
            throw ForeignCalls.unexpected(e);
        }
    }

    @Override
    int eventfd(int initval, int flags) {
        return others.callInt("eventfd", initval, flags);
    }

    @Override
    int open(byte[] path, int flags) {
        return others.callInt("open", path, flags);
    }

    @Override
    int close(int fd) {
        return others.callInt("close", fd);
    }

    @Override
    long read(int fd, long buffer, long count) {
        return others.callLong("read", fd, buffer, count);
    }

    @Override
    long write(int fd, long buffer, long count) {
        return others.callLong("write", fd, buffer, count);
    }

    @Override
    int fchmod(int fd, int mode) {
        return others.callInt("fchmod", fd, mode);
    }

    @Override
    int statx(int dirfd, byte[] path, int flags, int mask, long buffer) {
        return others.callInt("statx", dirfd, path, flags, mask, buffer);
    }

    @Override
    long opendir(byte[] path) {
        return others.callPointer("opendir", path);
    }

    @Override
    long readdir(long directory) {
        return others.callPointer("readdir", directory);
    }

    @Override
    int closedir(long directory) {
        return others.callInt("closedir", directory);
    }

    @Override
    int openat(int dirfd, byte[] path, int flags, int mode) {
        return others.callInt("openat", dirfd, path, flags, mode);
    }

    @Override
    int fchmodat(int dirfd, byte[] path, int mode, int flags) {
        return others.callInt("fchmodat", dirfd, path, mode, flags);
    }

    @Override
    int mkdirat(int dirfd, byte[] path, int mode) {
        return others.callInt("mkdirat", dirfd, path, mode);
    }

    @Override
    int renameat(int oldDirfd, byte[] oldPath, int newDirfd, byte[] newPath) {
        return others.callInt("renameat", oldDirfd, oldPath, newDirfd, newPath);
    }

    @Override
    int unlinkat(int dirfd, byte[] path, int flags) {
        return others.callInt("unlinkat", dirfd, path, flags);
    }

    @Override
    int flock(int fd, int operation) {
        return others.callInt("flock", fd, operation);
    }

    @Override
    long mmap(long address, long length, int protection, int flags, int fd, long offset) {
        return others.callLong("mmap", address, length, protection, flags, fd, offset);
    }

    @Override
    int munmap(long address, long length) {
        return others.callInt("munmap", address, length);
    }

    @Override
    int geteuid() {
        return others.callInt("geteuid");
    }

    @Override
    int getrlimit(int resource, long limit) {
        return others.callInt("getrlimit", resource, limit);
    }

    @Override
    int getppid() {
        return others.callInt("getppid");
    }

    @Override
    int __libc_current_sigrtmin() {
        return others.callInt("__libc_current_sigrtmin");
    }

    @Override
    int __libc_current_sigrtmax() {
        return others.callInt("__libc_current_sigrtmax");
    }

    @Override
    long signal(int signal, long handler) {
        return others.callLong("signal", signal, handler);
    }

    @Override
    int siginterrupt(int signal, int flag) {
        return others.callInt("siginterrupt", signal, flag);
    }

    @Override
    int sigaction(int signal, long action, long oldAction) {
        return others.callInt("sigaction", signal, action, oldAction);
    }

    @Override
    int sigemptyset(long set) {
        return others.callInt("sigemptyset", set);
    }

    @Override
    int sigaddset(long set, int signal) {
        return others.callInt("sigaddset", set, signal);
    }

    @Override
    int pthread_sigmask(int how, long set, long oldSet) {
        return others.callInt("pthread_sigmask", how, set, oldSet);
    }

    @Override
    long pthread_self() {
        return others.callLong("pthread_self");
    }

    @Override
    int pthread_kill(long thread, int signal) {
        return others.callInt("pthread_kill", thread, signal);
    }

    @Override
    long malloc(long bytes) {
        return others.malloc(bytes);
    }

    @Override
    void free(long address) {
        others.free(address);
    }

    @Override
    int errno() {
        return CapturedErrno.last();
    }

    @Override
    long functionAddress(String name) {
        return Foreign.functionAddress(name);
    }

    @Override
    ByteBuffer view(long address, long bytes) {
        try {
            return ((ByteBuffer) Foreign.VIEW.invokeExact(address, bytes)).order(ByteOrder.nativeOrder());
        } catch (Throwable e) {
            throw ForeignCalls.unexpected(e);
        }
    }

    @Override
    long address(Buffer direct) {
        try {
            return (long) Foreign.ADDRESS.invokeExact(direct) - direct.position();
        } catch (Throwable e) {
            throw ForeignCalls.unexpected(e);
        }
    }

    @Override
    public String toString() {
        return BindingChoice.FFM;
    }
}
