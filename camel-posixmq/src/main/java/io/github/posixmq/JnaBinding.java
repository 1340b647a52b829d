package io.github.posixmq;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The C library through JNA's direct mapping, on every JDK. The only class that knows JNA. Thread-safe. */
@SuppressWarnings({"checkstyle:MethodName", "MethodName"})
final class JnaBinding extends Binding {
    /** Binds all functions; one that is missing is an {@link UnsatisfiedLinkError}. */
    JnaBinding() {
        Native.register(JnaBinding.class, library());
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

    @Override
    native int mq_open(byte[] name, int oflag, int mode, long attr);

    @Override
    native int mq_close(int mqdes);

    @Override
    native int mq_unlink(byte[] name);

    @Override
    native int mq_getattr(int mqdes, long attr);

    @Override
    native int mq_send(int mqdes, long message, long length, int priority);

    @Override
    native long mq_receive(int mqdes, long message, long length, long priority);

    @Override
    native int ppoll(long fds, long nfds, long timeout, long sigmask);

    @Override
    native int eventfd(int initval, int flags);

    @Override
    native int open(byte[] path, int flags);

    @Override
    native int close(int fd);

    @Override
    native long read(int fd, long buffer, long count);

    @Override
    native long write(int fd, long buffer, long count);

    @Override
    native int fchmod(int fd, int mode);

    @Override
    native int statx(int dirfd, byte[] path, int flags, int mask, long buffer);

    @Override
    native long opendir(byte[] path);

    @Override
    native long readdir(long directory);

    @Override
    native int closedir(long directory);

    @Override
    native int openat(int dirfd, byte[] path, int flags, int mode);

    @Override
    native int fchmodat(int dirfd, byte[] path, int mode, int flags);

    @Override
    native int mkdirat(int dirfd, byte[] path, int mode);

    @Override
    native int renameat(int oldDirfd, byte[] oldPath, int newDirfd, byte[] newPath);

    @Override
    native int unlinkat(int dirfd, byte[] path, int flags);

    @Override
    native int flock(int fd, int operation);

    @Override
    native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    @Override
    native int munmap(long address, long length);

    @Override
    native int geteuid();

    @Override
    native int getrlimit(int resource, long limit);

    @Override
    native int getppid();

    @Override
    native int __libc_current_sigrtmin();

    @Override
    native int __libc_current_sigrtmax();

    @Override
    native long signal(int signal, long handler);

    @Override
    native int siginterrupt(int signal, int flag);

    @Override
    native int sigaction(int signal, long action, long oldAction);

    @Override
    native int sigemptyset(long set);

    @Override
    native int sigaddset(long set, int signal);

    @Override
    native int pthread_sigmask(int how, long set, long oldSet);

    @Override
    native long pthread_self();

    @Override
    native int pthread_kill(long thread, int signal);

    @Override
    int errno() {
        return Native.getLastError();
    }

    @Override
    long functionAddress(String name) {
        return Pointer.nativeValue(NativeLibrary.getProcess().getFunction(name));
    }

    @Override
    long malloc(long bytes) {
        return Native.malloc(bytes);
    }

    @Override
    void free(long address) {
        Native.free(address);
    }

    @Override
    ByteBuffer view(long address, long bytes) {
        return new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    long address(Buffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    @Override
    public String toString() {
        return BindingChoice.JNA;
    }
}
