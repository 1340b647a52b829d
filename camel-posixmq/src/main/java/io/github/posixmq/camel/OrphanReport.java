package io.github.posixmq.camel;

import io.github.posixmq.QueueName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one line for an unlinked queue, however many pollers had it open. Thread-safe. */
final class OrphanReport {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanReport.class);

    private final QueueName name;
    private int draining;
    private int drained;

    OrphanReport(QueueName name) {
        this.name = name;
    }

    synchronized void begin() {
        draining++;
    }

    synchronized void end(int messages) {
        drained += messages;
        if (--draining == 0) {
            LOG.info("Queue {} was unlinked; drained {} messages from it and reopened the name", name, drained);
            drained = 0;
        }
    }

    /** The consumer stops before the queue is drained. */
    synchronized void giveUp(int messages, int left) {
        drained += messages;
        if (--draining > 0) {
            return;
        }
        if (left == 0) {
            LOG.info("Queue {} was unlinked; drained {} messages from it until the stop", name, drained);
        } else {
            LOG.warn(
                    "Queue {} was unlinked; drained {} messages from it until the stop, and lost to all but those who have"
                            + " it open are the last {}",
                    name,
                    drained,
                    left);
        }
        drained = 0;
    }
}
