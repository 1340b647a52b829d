package io.github.posixmq.camel;

import io.github.posixmq.Delivery;
import io.github.posixmq.MessageQueueException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A queue that has lost its name and is being read empty. Senders that have it open still may not have noticed, so it
 * counts as drained only when nothing has come for a while. Guarded by the lock of its {@link ReceivingQueue}.
 */
final class Orphan {
    /** Our senders look every 100 ms, so what they have still sent has come by then. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** From then on the queue that has its name now is served as well, however much still comes. */
    private static final long OVERDUE_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

    private final OpenQueue queue;
    private final SharedJournal journal;
    private final long foundAt = System.nanoTime();
    private long quietSince = foundAt;
    private int drained;

    Orphan(OpenQueue queue, SharedJournal journal) {
        this.queue = queue;
        this.journal = journal;
    }

    /** Null also while the journal has no room, which does not count as quiet. */
    Delivery tryReceive() throws MessageQueueException {
        Delivery delivery = journal.open(queue.queue()).receive(queue.queue(), Duration.ZERO);
        if (delivery != null) {
            drained += delivery.messages().size();
        }
        if (delivery != null || queue.queue().depth() > 0) {
            quietSince = System.nanoTime();
        }
        return delivery;
    }

    /** Whether nothing has come for so long that nothing will; asked after an attempt that found nothing. */
    boolean isDrained() {
        return System.nanoTime() - quietSince >= QUIET_NANOS;
    }

    boolean isOverdue() {
        return System.nanoTime() - foundAt >= OVERDUE_NANOS;
    }

    int drained() {
        return drained;
    }

    int depth() {
        try {
            return queue.queue().depth();
        } catch (MessageQueueException e) {
            return 0;
        }
    }

    void close() {
        queue.close();
    }
}
