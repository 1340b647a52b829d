package io.github.posixmq.camel;

import io.github.posixmq.BatchLimits;
import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The journal of a consumer, which all its pollers receive through. It is opened when the first of them has opened the
 * queue, whose message size it needs. Thread-safe.
 */
final class SharedJournal implements AutoCloseable {
    private final JournalOptions options;
    private volatile Journal journal;
    private boolean ended;
    private boolean closed;

    private SharedJournal(JournalOptions options) {
        this.options = options;
    }

    /** One for the pollers of a consumer, which wait when as much is held as may be. */
    static SharedJournal ofConsumer(PosixMqEndpoint endpoint) {
        PosixMqConfiguration configuration = endpoint.getConfiguration();
        JournalOptions options = options(endpoint);
        if (configuration.isBatching()) {
            options = options.batch(new BatchLimits(
                    configuration.getBatchSize(),
                    configuration.getBatchBytes(),
                    Duration.ofMillis(configuration.getBatchTimeout())));
        }
        return new SharedJournal(options);
    }

    /** One for a polling consumer, whose users complete exchanges themselves and may forget to. */
    static SharedJournal ofPollingConsumer(PosixMqEndpoint endpoint) {
        return new SharedJournal(options(endpoint).failAtMaxHeld());
    }

    private static JournalOptions options(PosixMqEndpoint endpoint) {
        PosixMqConfiguration configuration = endpoint.getConfiguration();
        JournalOptions options = JournalOptions.defaults().listener(new JournalLog(endpoint.queueName()));
        if (configuration.getDeliveryGuarantee() == DeliveryGuarantee.AT_MOST_ONCE) {
            return options.inMemory()
                    .maxHeld(Math.max(configuration.getMaxHeld(), configuration.getConcurrentConsumers()));
        }
        if (configuration.getJournalDirectory() != null) {
            options = options.directory(Path.of(configuration.getJournalDirectory()));
        }
        return options.maxHeld(configuration.getMaxHeld());
    }

    /** The journal, opened with the message size of an open queue if it is not open yet. */
    Journal open(MessageQueue queue) throws MessageQueueException {
        Journal open = journal;
        return open == null ? openOnce(queue) : open;
    }

    private synchronized Journal openOnce(MessageQueue queue) throws MessageQueueException {
        if (journal == null && !closed) {
            Journal opened = Journal.open(queue.name(), queue.maxMessageSize(), options);
            if (ended) {
                opened.endWaits();
            }
            journal = opened;
        }
        return journal;
    }

    /** How many deliveries it holds; none while it is not open. */
    synchronized int held() {
        return journal == null || closed ? 0 : journal.held();
    }

    synchronized void endWaits() {
        ended = true;
        if (journal != null) {
            journal.endWaits();
        }
    }

    synchronized void allowWaits() {
        ended = false;
        if (journal != null) {
            journal.allowWaits();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (journal != null) {
            journal.close();
        }
    }
}
