package io.github.posixmq.camel;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueName;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the queue of an endpoint as its options say, with no more access than is needed. Thread-safe. */
final class QueueOpener {
    private static final Logger LOG = LoggerFactory.getLogger(QueueOpener.class);

    private final QueueName name;
    private final PosixMqConfiguration options;
    private final AtomicBoolean warned = new AtomicBoolean();

    QueueOpener(QueueName name, PosixMqConfiguration options) {
        this.name = name;
        this.options = options;
    }

    QueueName name() {
        return name;
    }

    OpenQueue forReceiving() throws MessageQueueException {
        return open(OpenOptions.readOnly());
    }

    OpenQueue forSending() throws MessageQueueException {
        return open(OpenOptions.writeOnly());
    }

    private OpenQueue open(OpenOptions access) throws MessageQueueException {
        MessageQueue queue = MessageQueue.open(name, refine(access));
        if (options.getGeometryMismatch() == GeometryMismatch.WARN && !queue.wasCreated()) {
            warnOfOtherGeometry(queue);
        }
        return OpenQueue.of(queue);
    }

    private OpenOptions refine(OpenOptions access) {
        OpenOptions open = options.isCreate() ? access.create() : access.existing();
        open = open.permissions(OptionRules.permissions(options.getPermissions()));
        if (options.getMaxMessages() != null) {
            open = open.maxMessages(options.getMaxMessages());
        }
        if (options.getMaxMessageSize() != null) {
            open = open.maxMessageSize(options.getMaxMessageSize());
        }
        return options.getGeometryMismatch() == GeometryMismatch.FAIL ? open.exactGeometry() : open;
    }

    private void warnOfOtherGeometry(MessageQueue queue) {
        boolean same = isWanted(options.getMaxMessages(), queue.maxMessages())
                && isWanted(options.getMaxMessageSize(), queue.maxMessageSize());
        if (!same && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "Queue {} exists with maxMessages={} and maxMessageSize={}, but the endpoint asks for maxMessages={}"
                            + " and maxMessageSize={}; it is used as it is. Unlink it (rm /dev/mqueue{}) to have it"
                            + " created anew, or write the geometry it has, or set geometryMismatch=accept or fail.",
                    name,
                    queue.maxMessages(),
                    queue.maxMessageSize(),
                    orDefault(options.getMaxMessages()),
                    orDefault(options.getMaxMessageSize()),
                    name);
        }
    }

    private static boolean isWanted(Integer wanted, int actual) {
        return wanted == null || wanted == actual;
    }

    private static Object orDefault(Integer wanted) {
        return wanted == null ? "(any)" : wanted;
    }
}
