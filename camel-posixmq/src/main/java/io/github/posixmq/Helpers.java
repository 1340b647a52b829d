package io.github.posixmq;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Platform threads that wait in the kernel in a virtual thread's stead, which would otherwise pin its carrier. They come
 * when needed and end after ten idle seconds. Thread-safe.
 */
final class Helpers {
    private static final MethodHandle IS_VIRTUAL = isVirtualHandle();

    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Helpers::thread);

    private Helpers() {}

    /** Whether the current thread is virtual; never before JDK 21. */
    static boolean onVirtualThread() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual failed", e);
        }
    }

    /**
     * Lets a helper do a wait and returns what came of it. An interrupt of the calling thread interrupts the waiter, and
     * the outcome is still awaited, so that it is always known whether the message went; the interrupt status stays set.
     */
    static <T> T call(Waiter waiter, Callable<T> wait) throws MessageQueueException {
        FutureTask<T> task = new FutureTask<>(wait);
        POOL.execute(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    waiter.interrupt();
                }
            }
        } catch (ExecutionException e) {
            throw rethrow(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrow(Throwable cause) throws MessageQueueException {
        if (cause instanceof MessageQueueException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return (RuntimeException) cause;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "posixmq-wait", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    private static MethodHandle isVirtualHandle() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException beforeJdk21) {
            return null;
        }
    }
}
