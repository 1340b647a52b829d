package io.github.posixmq.camel;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueClosedException;
import io.github.posixmq.QueueName;
import io.github.posixmq.WaitEndedException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends to whatever queue has the name: when the queue was unlinked, the name is opened anew. Thread-safe. */
final class SendingQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SendingQueue.class);

    private final QueueOpener opener;
    private final Lock lock = new ReentrantLock();
    private volatile OpenQueue current;
    private boolean closed;

    SendingQueue(QueueOpener opener) {
        this.opener = opener;
    }

    /**
     * Waits for room.
     *
     * @return false if there was none before the deadline
     * @throws WaitEndedException if the thread was interrupted
     * @throws RejectedExecutionException if this is closed
     */
    boolean send(byte[] body, int priority, Deadline deadline) throws MessageQueueException {
        while (true) {
            OpenQueue queue = open();
            try {
                return queue.send(body, priority, deadline);
            } catch (WaitEndedException e) {
                // Nothing was sent. Out of an orphan the way leads to the queue that has its name now.
                if (!queue.isOrphan()) {
                    throw e;
                }
            } catch (QueueClosedException e) {
                // Another thread has reopened the name meanwhile, or this is closed, which open() tells.
                if (queue == current) {
                    throw e;
                }
            }
        }
    }

    /** Opens the queue unless it is open and has its name. */
    OpenQueue open() throws MessageQueueException {
        OpenQueue open = current;
        if (open != null && !looksOrphan(open)) {
            return open;
        }
        lock.lock();
        try {
            if (closed) {
                throw stopped(opener.name());
            }
            if (current == null || current.isOrphan()) {
                reopen();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** What a sender is told who comes after the stop. */
    static RejectedExecutionException stopped(QueueName name) {
        return new RejectedExecutionException(
                "The producer of queue " + name + " is stopped, so the message was not sent. Start its route again");
    }

    private boolean looksOrphan(OpenQueue open) throws MessageQueueException {
        try {
            return open.looksOrphan();
        } catch (QueueClosedException e) {
            return true;
        }
    }

    private void reopen() throws MessageQueueException {
        OpenQueue orphan = current;
        current = opener.forSending();
        if (orphan != null) {
            int left = orphan.queue().depth();
            orphan.close();
            LOG.info(
                    "Queue {} was unlinked; the producer has reopened the name. Messages left in the unlinked queue, for"
                            + " whoever still has it open: {}",
                    opener.name(),
                    left);
        }
    }

    /** The open queue, or null. */
    MessageQueue queue() {
        OpenQueue open = current;
        return open == null ? null : open.queue();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            OpenQueue open = current;
            current = null;
            if (open != null) {
                open.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
