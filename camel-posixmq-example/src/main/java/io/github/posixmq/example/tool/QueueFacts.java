package io.github.posixmq.example.tool;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueAttributes;
import io.github.posixmq.QueueLimits;
import io.github.posixmq.QueueName;
import io.github.posixmq.QueueNotFoundException;
import io.github.posixmq.QueueStatus;

/**
 * A queue as it was when it was looked at. Immutable.
 *
 * @param name its name
 * @param attributes geometry and depth, null if this user may not open it
 * @param status owner, mode and last use, null if this user may not open it and it is not seen in a file system
 * @param reason why it cannot be opened, else null
 */
record QueueFacts(QueueName name, QueueAttributes attributes, QueueStatus status, String reason) {
    /**
     * Looks.
     *
     * @throws MessageQueueException if there is none
     */
    static QueueFacts of(QueueName name) throws MessageQueueException {
        try {
            return of(name, OpenOptions.readOnly());
        } catch (QueueNotFoundException e) {
            throw e;
        } catch (MessageQueueException unreadable) {
            try {
                return of(name, OpenOptions.writeOnly());
            } catch (MessageQueueException e) {
                return new QueueFacts(name, null, null, unreadable.getMessage());
            }
        }
    }

    private static QueueFacts of(QueueName name, OpenOptions options) throws MessageQueueException {
        try (MessageQueue queue = MessageQueue.open(name, options)) {
            return new QueueFacts(name, queue.attributes(), queue.status(), null);
        }
    }

    /** The same of a queue that may not be opened, with the status that the mounted file system shows. */
    QueueFacts withStatus(QueueStatus seen) {
        return new QueueFacts(name, attributes, seen, reason);
    }

    boolean isOwnedBy(int user) {
        return status != null && status.owner() == user;
    }

    /** Whether its geometry and depth are known. */
    boolean isKnown() {
        return reason == null;
    }

    /** What it counts against RLIMIT_MSGQUEUE of its owner. */
    long bytesCharged() {
        return QueueLimits.bytesNeeded(attributes.maxMessages(), attributes.maxMessageSize());
    }

    String mode() {
        return String.format("%04o", status.permissions());
    }
}
