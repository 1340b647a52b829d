package io.github.posixmq.camel;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import java.util.concurrent.TimeUnit;

/**
 * An open queue that knows whether it has become an orphan, which is a queue that lives on without its name. Whoever
 * waits on it is woken when that is noticed. Thread-safe.
 */
final class OpenQueue implements AutoCloseable {
    /** A sender looks when this long has passed since its last look. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final MessageQueue queue;
    private volatile boolean orphan;
    private volatile long lastLook = System.nanoTime();

    private OpenQueue(MessageQueue queue) {
        this.queue = queue;
    }

    static OpenQueue of(MessageQueue queue) {
        OpenQueue open = new OpenQueue(queue);
        queue.onUnlinked(open::becomeOrphan);
        return open;
    }

    private void becomeOrphan() {
        orphan = true;
        queue.endWaits();
    }

    MessageQueue queue() {
        return queue;
    }

    /** Whether somebody has noticed that the queue was unlinked. */
    boolean isOrphan() {
        return orphan;
    }

    /** Whether the queue was unlinked: asks the kernel if the last time is 100 ms ago. */
    boolean looksOrphan() throws MessageQueueException {
        long now = System.nanoTime();
        if (!orphan && now - lastLook >= LOOK_NANOS) {
            lastLook = now;
            if (queue.isUnlinked()) {
                becomeOrphan();
            }
        }
        return orphan;
    }

    /** Lets calls wait again, unless the queue is an orphan. */
    void allowWaits() {
        queue.allowWaits();
        if (orphan) {
            queue.endWaits();
        }
    }

    /** Waits for room; false: there was none before the deadline. */
    boolean send(byte[] body, int priority, Deadline deadline) throws MessageQueueException {
        if (deadline.isEndless()) {
            queue.send(body, priority);
            return true;
        }
        return queue.send(body, priority, deadline.remaining());
    }

    @Override
    public void close() {
        queue.close();
    }
}
