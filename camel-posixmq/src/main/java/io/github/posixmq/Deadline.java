package io.github.posixmq;

import java.time.Duration;

/** A point on the monotonic clock by which a call gives up. Immutable. */
final class Deadline {
    /** As a time left: no end. */
    static final long NEVER = Long.MAX_VALUE;

    /** Half the range of the clock, 146 years, is as good as never and keeps differences of times right. */
    private static final long LONGEST = Long.MAX_VALUE / 2;

    private static final Duration LONGEST_DURATION = Duration.ofNanos(LONGEST);

    private static final Deadline NONE = new Deadline(NEVER, 0);

    /** Over without a look at the clock. */
    private static final Deadline NOW = new Deadline(0, 0);

    private final long nanos;
    private final long at;

    private Deadline(long nanos, long at) {
        this.nanos = nanos;
        this.at = at;
    }

    /** No deadline. */
    static Deadline never() {
        return NONE;
    }

    /** At once. */
    static Deadline now() {
        return NOW;
    }

    /** So long from now; a negative time is none left, one of more than 146 years no deadline. */
    static Deadline after(Duration timeout) {
        if (timeout.compareTo(LONGEST_DURATION) >= 0) {
            return NONE;
        }
        return timeout.isNegative() || timeout.isZero() ? NOW : after(timeout.toNanos());
    }

    /** So many nanoseconds from now, 0 to 146 years. */
    static Deadline after(long nanos) {
        return new Deadline(nanos, System.nanoTime() + nanos);
    }

    /** Nanoseconds left, never negative; {@link #NEVER} without a deadline. */
    long left() {
        if (this == NOW) {
            return 0;
        }
        return nanos == NEVER ? NEVER : Math.max(0, at - System.nanoTime());
    }

    boolean isOver() {
        return this == NOW || left() == 0;
    }
}
