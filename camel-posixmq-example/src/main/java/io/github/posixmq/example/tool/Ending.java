package io.github.posixmq.example.tool;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets SIGTERM and SIGINT end a command between two messages: wakes what waits, and gives the main thread a moment to
 * finish the message in hand. One thread works, and that of the shutdown asks it to end.
 */
final class Ending implements AutoCloseable {
    private final Runnable wake;
    private final long patienceMillis;
    private final Runnable late;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean asked;

    /**
     * Listens from now on.
     *
     * @param wake ends the waits of the work
     * @param patienceMillis longest wait for its end
     * @param late what is said when that was not long enough
     */
    Ending(Runnable wake, long patienceMillis, Runnable late) {
        this.wake = wake;
        this.patienceMillis = patienceMillis;
        this.late = late;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "posixmq-ending"));
    }

    private void end() {
        if (finished.getCount() == 0) {
            return;
        }
        asked = true;
        wake.run();
        try {
            if (!finished.await(patienceMillis, TimeUnit.MILLISECONDS)) {
                late.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the process ends. */
    boolean isAsked() {
        return asked;
    }

    /** The work is done, or has failed. */
    @Override
    public void close() {
        finished.countDown();
    }
}
