package io.github.posixmq;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread a JVM has for what goes by time: timeouts of senders that stand in line, and the look for queues that
 * were unlinked. There is one while any queue is open. Tasks must not block. Thread-safe.
 */
final class Housekeeper {
    /** How often what is watched is looked at. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static Housekeeper current;
    private static int users;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Housekeeper::thread);
    private final Set<Runnable> watched = ConcurrentHashMap.newKeySet();
    private Future<?> looking;

    private Housekeeper() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** The housekeeper; each call is to be paired with a {@link #release}. */
    static synchronized Housekeeper acquire() {
        if (users++ == 0) {
            current = new Housekeeper();
        }
        return current;
    }

    /** Gives it back; the last one to do so ends its thread. */
    static synchronized void release() {
        if (--users == 0) {
            current.timer.shutdownNow();
            current = null;
        }
    }

    /** Runs a task once, after a delay. */
    Future<?> after(long nanos, Runnable task) {
        return timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs a look about once a second until {@link #unwatch}. */
    void watch(Runnable look) {
        watched.add(look);
        synchronized (this) {
            if (looking == null) {
                looking = timer.scheduleWithFixedDelay(this::lookAround, LOOK_NANOS, LOOK_NANOS, TimeUnit.NANOSECONDS);
            }
        }
    }

    void unwatch(Runnable look) {
        watched.remove(look);
    }

    private void lookAround() {
        for (Runnable look : watched) {
            try {
                look.run();
            } catch (RuntimeException | Error e) {
                // one callback that throws must not end the looks of all queues; the thread's handler hears of it
                Thread me = Thread.currentThread();
                me.getUncaughtExceptionHandler().uncaughtException(me, e);
            }
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "posixmq-housekeeper", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
