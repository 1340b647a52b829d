package io.github.posixmq;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls functions of libc by name through the Foreign Function API, linked when first called. For those that nobody calls
 * per message: a call costs an array and a look at a table. Thread-safe.
 */
final class ForeignCalls {
    /** What a function returns that has failed, unless it is one of pointers. */
    private static final long FAILED = -1;

    /** They do not set it, and must not disturb what another call has left: memory is freed before a failure is told. */
    private static final Set<String> WITHOUT_ERRNO = Set.of(
            "__libc_current_sigrtmax",
            "__libc_current_sigrtmin",
            "geteuid",
            "getppid",
            "pthread_kill",
            "pthread_self",
            "pthread_sigmask");

    private static final MethodHandle MALLOC = Foreign.function("malloc", false);
    private static final MethodHandle FREE = Foreign.function("free", false);

    private final Map<String, MethodHandle> functions = new ConcurrentHashMap<>();

    long malloc(long bytes) {
        try {
            return (long) MALLOC.invokeExact(bytes);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int callInt(String name, Object... arguments) {
        return (int) call(FAILED, name, arguments);
    }

    long callLong(String name, Object... arguments) {
        return call(FAILED, name, arguments);
    }

    /** A function that returns {@link Libc#NULL} when it fails. */
    long callPointer(String name, Object... arguments) {
        return call(Libc.NULL, name, arguments);
    }

    private long call(long failure, String name, Object... arguments) {
        NativeMemory[] copies = new NativeMemory[arguments.length];
        try {
            Object[] passed = arguments.clone();
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof byte[] bytes) {
                    copies[i] = new NativeMemory(bytes.length);
                    copies[i].view().put(0, bytes);
                    passed[i] = copies[i].address();
                }
            }
            return call(failure, name, functions.computeIfAbsent(name, ForeignCalls::spread), passed);
        } finally {
            for (NativeMemory copy : copies) {
                if (copy != null) {
                    copy.free();
                }
            }
        }
    }

    private static long call(long failure, String name, MethodHandle function, Object[] arguments) {
        try {
            if (WITHOUT_ERRNO.contains(name)) {
                return (long) function.invokeExact(arguments);
            }
            CapturedErrno errno = CapturedErrno.begin();
            long result = (long) function.invokeExact(errno.segment(), arguments);
            errno.end(result == failure);
            return result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The function, with an array for its arguments. */
    private static MethodHandle spread(String name) {
        boolean withErrno = !WITHOUT_ERRNO.contains(name);
        MethodHandle function = Foreign.function(name, withErrno);
        int errno = withErrno ? 1 : 0;
        MethodType type = withErrno
                ? MethodType.methodType(long.class, Object.class, Object[].class)
                : MethodType.methodType(long.class, Object[].class);
        return function.asSpreader(errno, Object[].class, function.type().parameterCount() - errno)
                .asType(type);
    }

    /** For what a native call cannot throw, but its handle declares. */
    static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call failed in Java", e);
    }
}
