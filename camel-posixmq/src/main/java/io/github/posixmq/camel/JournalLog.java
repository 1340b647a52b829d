package io.github.posixmq.camel;

import io.github.posixmq.JournalListener;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a journal tells. Thread-safe. */
final class JournalLog implements JournalListener {
    private static final Logger LOG = LoggerFactory.getLogger(JournalLog.class);

    private final QueueName name;
    /** When each problem was last told of; at most once a minute. */
    private final Map<String, Long> told = new HashMap<>();

    JournalLog(QueueName name) {
        this.name = name;
    }

    @Override
    public void takenOver(Path file, int pid, int messages) {
        LOG.warn(
                "Queue {}: process {} is gone and has left {} messages in {}; they are delivered again",
                name,
                pid,
                messages,
                file);
    }

    @Override
    public void quarantined(Path file, int priority, int bytes, String reason) {
        LOG.error(
                "Queue {}: a message of {} bytes with priority {} is in quarantine, as {}. Look at {}",
                name,
                bytes,
                priority,
                reason,
                file);
    }

    @Override
    public void setAside(Path file, String reason) {
        LOG.error("Queue {}: a file in the journal directory cannot be read: {}. It is now {}", name, reason, file);
    }

    @Override
    public void recreated(Path file) {
        LOG.warn("Queue {}: the journal was deleted; it goes on in {}", name, file);
    }

    @Override
    public void full(int held) {
        LOG.warn(
                "Queue {}: {} messages are held, as many as may be (maxHeld); nothing more is received until one is"
                        + " completed",
                name,
                held);
    }

    @Override
    public void othersHold(Path directory, int owner) {
        LOG.info(
                "User {} has journals in {}; what dead processes of that user hold is only delivered by a consumer of"
                        + " that user",
                owner,
                directory);
    }

    @Override
    public void failed(MessageQueueException failure) {
        if (isDue(String.valueOf(failure.getMessage()))) {
            LOG.error("Queue {}: the journal has a problem, which is tried again: {}", name, failure.getMessage());
        }
    }

    private synchronized boolean isDue(String problem) {
        long now = System.nanoTime();
        told.values().removeIf(at -> now - at > TimeUnit.MINUTES.toNanos(1));
        return told.putIfAbsent(problem, now) == null;
    }
}
