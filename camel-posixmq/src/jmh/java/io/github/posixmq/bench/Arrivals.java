package io.github.posixmq.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Counts messages as they arrive and notes when the last of them did. Thread-safe. */
final class Arrivals {
    private final AtomicLong missing = new AtomicLong();
    private volatile CountDownLatch all = new CountDownLatch(0);
    private volatile long last;

    void expect(long messages) {
        all = new CountDownLatch(1);
        missing.set(messages);
    }

    void arrived(int messages) {
        if (missing.addAndGet(-messages) == 0) {
            last = System.nanoTime();
            all.countDown();
        }
    }

    /** Waits for the last and tells when it came, on the monotonic clock that all processes share. */
    long await() throws InterruptedException {
        all.await();
        return last;
    }
}
