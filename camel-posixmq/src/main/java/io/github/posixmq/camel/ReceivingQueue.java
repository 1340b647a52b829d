package io.github.posixmq.camel;

import io.github.posixmq.Delivery;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueClosedException;
import io.github.posixmq.WaitEndedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Receives from whatever queue has the name. When the queue is unlinked, what is left in it is received first; then the
 * name is opened anew. What it receives is held in the journal. Thread-safe.
 */
final class ReceivingQueue implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final QueueOpener opener;
    private final SharedJournal journal;
    private final OrphanReport report;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile OpenQueue current;
    private volatile Orphan orphan;
    private boolean fromOrphanLast;
    private boolean ended;
    private volatile boolean closed;

    ReceivingQueue(QueueOpener opener, SharedJournal journal, OrphanReport report) {
        this.opener = opener;
        this.journal = journal;
        this.report = report;
    }

    /**
     * Waits for a message.
     *
     * @return null if none came before the deadline, or if waits were ended, the thread was interrupted, or this is closed
     */
    Delivery receive(Deadline deadline) throws MessageQueueException {
        while (!closed) {
            OpenQueue queue = orphan == null ? open() : null;
            if (queue == null || queue.isOrphan()) {
                Delivery message = receiveFromOrphan();
                if (message != null) {
                    return message;
                }
                if (orphan != null && (deadline.isOver() || !pause())) {
                    return null;
                }
            } else {
                try {
                    return journal.open(queue.queue()).receive(queue.queue(), deadline.remaining());
                } catch (WaitEndedException | QueueClosedException e) {
                    if (!queue.isOrphan()) {
                        return null;
                    }
                }
            }
        }
        return null;
    }

    /** Opens the queue and the journal, so that a start fails at once if that fails. */
    void openAll() throws MessageQueueException {
        journal.open(open().queue());
    }

    /** Opens the queue unless it is open; null if this is closed. What it returns may have become an orphan. */
    OpenQueue open() throws MessageQueueException {
        OpenQueue open = current;
        if (open != null) {
            return open;
        }
        lock.lock();
        try {
            if (current == null && !closed) {
                current = opener.forReceiving();
                if (ended) {
                    current.queue().endWaits();
                }
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private Delivery receiveFromOrphan() throws MessageQueueException {
        lock.lock();
        try {
            if (orphan == null && current != null && current.isOrphan()) {
                orphan = new Orphan(current, journal);
                current = null;
                report.begin();
            }
            if (orphan == null) {
                return null;
            }
            Delivery message = orphan.isOverdue() ? tryBoth() : orphan.tryReceive();
            if (message == null && orphan.isDrained()) {
                open();
                report.end(orphan.drained());
                orphan.close();
                orphan = null;
            }
            return message;
        } finally {
            lock.unlock();
        }
    }

    /** Takes turns, so that neither the orphan nor the queue that has its name now has to wait for the other. */
    private Delivery tryBoth() throws MessageQueueException {
        fromOrphanLast = !fromOrphanLast;
        Delivery message = fromOrphanLast ? orphan.tryReceive() : null;
        if (message == null) {
            try {
                MessageQueue named = open().queue();
                message = journal.open(named).receive(named, Duration.ZERO);
            } catch (MessageQueueException e) {
                // Whatever is wrong with the name must not keep the orphan from being read.
                message = orphan.tryReceive();
                if (message == null) {
                    throw e;
                }
            }
        }
        return message != null || fromOrphanLast ? message : orphan.tryReceive();
    }

    /** Waits a moment for the orphan; false if waits were ended or the thread was interrupted. */
    private boolean pause() {
        lock.lock();
        try {
            long left = PAUSE_NANOS;
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Makes every receive that goes on or comes later return without waiting. */
    void endWaits() {
        lock.lock();
        try {
            ended = true;
            journal.endWaits();
            if (current != null) {
                current.queue().endWaits();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void allowWaits() {
        lock.lock();
        try {
            ended = false;
            journal.allowWaits();
            if (current != null) {
                current.allowWaits();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The open queue, or null. */
    MessageQueue queue() {
        OpenQueue open = current;
        return open == null ? null : open.queue();
    }

    @Override
    public void close() {
        endWaits();
        lock.lock();
        try {
            closed = true;
            if (orphan != null) {
                report.giveUp(orphan.drained(), orphan.depth());
                orphan.close();
                orphan = null;
            }
            if (current != null) {
                current.close();
                current = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
