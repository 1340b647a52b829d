package io.github.posixmq.camel;

import io.github.posixmq.QueueName;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts messages that a producer drops and logs how many, at once and then at most once a minute. Thread-safe. */
final class Discards {
    private static final Logger LOG = LoggerFactory.getLogger(Discards.class);
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final QueueName name;
    private long total;
    private long logged;
    private long loggedAt;

    Discards(QueueName name) {
        this.name = name;
    }

    synchronized void add() {
        total++;
        long now = System.nanoTime();
        if (logged == 0 || now - loggedAt >= INTERVAL_NANOS) {
            log();
            loggedAt = now;
        }
    }

    /** Logs what was dropped since the last line. */
    synchronized void flush() {
        if (total > logged) {
            log();
        }
    }

    synchronized long total() {
        return total;
    }

    private void log() {
        LOG.warn(
                "Queue {} is full: discarded {} messages, {} since the producer started (discardWhenFull=true)",
                name,
                total - logged,
                total);
        logged = total;
    }
}
