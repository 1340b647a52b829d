package io.github.posixmq.camel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The moment at which a wait is over, on the monotonic clock. Immutable. */
final class Deadline {
    static final Deadline ENDLESS = new Deadline(true, 0);

    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

    private final boolean endless;
    private final long nanoTime;

    private Deadline(boolean endless, long nanoTime) {
        this.endless = endless;
        this.nanoTime = nanoTime;
    }

    /** That many milliseconds from now; negative is never. */
    static Deadline afterMillis(long millis) {
        // A wait of 146 years is as good as an endless one, and cannot overflow.
        long nanos = Math.min(TimeUnit.MILLISECONDS.toNanos(millis), Long.MAX_VALUE / 2);
        return millis < 0 ? ENDLESS : new Deadline(false, System.nanoTime() + nanos);
    }

    boolean isEndless() {
        return endless;
    }

    boolean isOver() {
        return !endless && nanoTime - System.nanoTime() <= 0;
    }

    /** What is left, not negative; of an endless one, the longest duration there is. */
    Duration remaining() {
        return endless ? LONGEST : Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }
}
