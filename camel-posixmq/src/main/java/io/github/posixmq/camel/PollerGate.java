package io.github.posixmq.camel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the pollers of a consumer ask whether they may take a message, and which knows what each of them is doing. It is
 * open while the context has started and the consumer is not suspended. Thread-safe.
 */
final class PollerGate {
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean started;
    private boolean suspended;
    private boolean ended;
    private int receiving;
    private int processing;

    /** Waits until the calling poller may receive; false: never again. Leave with {@link #leave}. */
    boolean enter() {
        lock.lock();
        try {
            while (!isOpen() && !ended) {
                changed.awaitUninterruptibly();
            }
            if (!ended) {
                receiving++;
            }
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** Ends what {@link #enter} began. With a message the poller goes on to process it, until {@link #finish}. */
    void leave(boolean withMessage) {
        lock.lock();
        try {
            receiving--;
            if (withMessage) {
                processing++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void finish() {
        lock.lock();
        try {
            processing--;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Messages that were received and are not finished. While the gate is closed, a poller that has not left yet counts
     * as well, as it may have taken a message by now. While it is open it does not: a consumer that Camel keeps running
     * during a shutdown ({@code ShutdownRoute.Defer}) would otherwise look busy for ever.
     */
    int pending() {
        lock.lock();
        try {
            return processing + (isOpen() ? 0 : receiving);
        } finally {
            lock.unlock();
        }
    }

    void start() {
        change(() -> started = true);
    }

    void suspend() {
        change(() -> suspended = true);
    }

    void resume() {
        change(() -> suspended = false);
    }

    /** Lets nobody in any more, for good. */
    void end() {
        change(() -> ended = true);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isOpen() {
        return started && !suspended && !ended;
    }

    /** Waits until no poller is about to take a message; false if that took longer. */
    boolean awaitNobodyReceiving(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (receiving > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return receiving == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits that long, or until the gate is closed. */
    void pause(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (isOpen() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
