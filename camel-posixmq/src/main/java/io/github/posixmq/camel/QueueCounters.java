package io.github.posixmq.camel;

import io.github.posixmq.Delivery;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the endpoints of one component do with one queue. Thread-safe; a message costs one addition. */
final class QueueCounters {
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder redelivered = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final Set<SharedJournal> journals = ConcurrentHashMap.newKeySet();

    /** A batch is given again as it was, so its first count is that of all its messages. */
    void delivered(Delivery delivery) {
        LongAdder counter = delivery.redeliveryCount() == 0 ? received : redelivered;
        counter.add(delivery.messages().size());
    }

    void sent() {
        sent.increment();
    }

    void discarded() {
        discarded.increment();
    }

    /** What is held by it counts until {@link #remove}. */
    void add(SharedJournal journal) {
        journals.add(journal);
    }

    void remove(SharedJournal journal) {
        journals.remove(journal);
    }

    QueueActivity now(String queue) {
        int held = journals.stream().mapToInt(SharedJournal::held).sum();
        return new QueueActivity(queue, received.sum(), sent.sum(), redelivered.sum(), discarded.sum(), held);
    }
}
