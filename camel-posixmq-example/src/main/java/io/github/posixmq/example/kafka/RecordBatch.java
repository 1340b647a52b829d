package io.github.posixmq.example.kafka;

import io.github.posixmq.example.RedeliveryMark;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.camel.Message;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The records of a batch, as often as they are sent. Each send waits for a cluster that nothing is known of yet, and that
 * adds up; so a batch whose last send has waited in vain is not sent any further. One thread at a time.
 */
final class RecordBatch implements Iterable<Message> {
    private final List<Message> records;
    private final Duration timeout;

    /**
     * Keeps them.
     *
     * @param timeout how long a send waits for the cluster
     */
    RecordBatch(List<Message> records, Duration timeout) {
        this.records = records;
        this.timeout = timeout;
    }

    /** Says that the records may be there already. */
    void mark() {
        for (Message record : records) {
            record.setHeader(RedeliveryMark.HEADER, "true");
        }
    }

    @Override
    public Iterator<Message> iterator() {
        return new Sending();
    }

    private final class Sending implements Iterator<Message> {
        private int next;
        private long handedOut;

        @Override
        public boolean hasNext() {
            if (next > 0 && System.nanoTime() - handedOut >= timeout.toNanos()) {
                throw new TimeoutException("The Kafka cluster has not been reached in " + timeout.toMillis() + " ms.");
            }
            return next < records.size();
        }

        @Override
        public Message next() {
            if (next == records.size()) {
                throw new NoSuchElementException();
            }
            handedOut = System.nanoTime();
            return records.get(next++);
        }
    }
}
