package io.github.posixmq.camel;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts who uses a queue in this JVM, over all endpoints and contexts, so that {@code unlinkOnStop} knows the last one.
 * Thread-safe: entering, leaving and unlinking one queue happen one after the other.
 */
final class QueueUsers {
    private static final Logger LOG = LoggerFactory.getLogger(QueueUsers.class);
    private static final Map<QueueName, QueueUsers> BY_NAME = new ConcurrentHashMap<>();

    private int users;
    private boolean unlink;

    private QueueUsers() {}

    /** To be called before the queue is opened. */
    static void enter(QueueName name, boolean unlinkOnStop) {
        BY_NAME.compute(name, (key, present) -> {
            QueueUsers entry = present == null ? new QueueUsers() : present;
            entry.users++;
            entry.unlink |= unlinkOnStop;
            return entry;
        });
    }

    /**
     * To be called while the queue is still open. The last user unlinks it if one of them wanted that.
     *
     * @param queue the leaver's handle, or null if it has none
     */
    static void leave(QueueName name, MessageQueue queue) {
        BY_NAME.computeIfPresent(name, (key, entry) -> {
            if (--entry.users > 0) {
                return entry;
            }
            if (entry.unlink && queue != null) {
                unlink(queue);
            }
            return null;
        });
    }

    private static void unlink(MessageQueue queue) {
        try {
            int depth = queue.depth();
            if (queue.unlinkIfCurrent()) {
                LOG.info(
                        "Queue {} was unlinked (unlinkOnStop=true); messages that went with it: {}",
                        queue.name(),
                        depth);
            } else {
                LOG.info(
                        "Queue {} was not unlinked (unlinkOnStop=true): the name is gone or means another queue by now",
                        queue.name());
            }
        } catch (MessageQueueException e) {
            LOG.warn("Queue {} could not be unlinked (unlinkOnStop=true): {}", queue.name(), e.getMessage());
        }
    }
}
