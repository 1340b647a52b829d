package io.github.posixmq.camel;

import io.github.posixmq.Delivery;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueName;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.PollingConsumerSupport;

/**
 * Takes a message from the queue when it is asked for one; nothing is read ahead. A stop ends a wait, which then returns
 * null. Thread-safe.
 */
final class PosixMqPollingConsumer extends PollingConsumerSupport {
    private final PosixMqEndpoint endpoint;
    private final QueueName name;
    private final ContextLifecycle lifecycle;
    /** Its options; a batch is nothing to ask for. */
    private final PosixMqConfiguration single;

    private volatile ReceivingQueue queue;
    private SharedJournal journal;

    PosixMqPollingConsumer(PosixMqEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.name = endpoint.queueName();
        this.lifecycle = ContextLifecycle.of(endpoint.getCamelContext());
        this.single = endpoint.getConfiguration().copy();
        this.single.setBatching(false);
    }

    @Override
    public Exchange receive() {
        return receive(Deadline.ENDLESS);
    }

    @Override
    public Exchange receive(long timeout) {
        return receive(Deadline.afterMillis(timeout));
    }

    @Override
    public Exchange receiveNoWait() {
        return receive(Deadline.afterMillis(0));
    }

    private Exchange receive(Deadline deadline) {
        ReceivingQueue receiving = queue;
        if (receiving == null) {
            return null;
        }
        StoppableWait wait = lifecycle.begin();
        try {
            Delivery delivery = receiving.receive(deadline);
            return delivery == null ? null : toExchange(delivery);
        } catch (MessageQueueException e) {
            throw new RuntimeCamelException(e);
        } finally {
            wait.close();
        }
    }

    /** Whoever completes the exchange (pollEnrich and poll do, and ConsumerTemplate.doneUoW) releases the message. */
    private Exchange toExchange(Delivery delivery) {
        endpoint.counters().delivered(delivery);
        Exchange exchange = endpoint.createExchange();
        PosixMqMessages.toExchange(delivery, name, single, exchange);
        exchange.getExchangeExtension()
                .addOnCompletion(new DeliveryOutcome(delivery, name, single, this::isBeingStopped));
        return exchange;
    }

    private boolean isBeingStopped() {
        return !isRunAllowed() || !lifecycle.isStarted();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        QueueUsers.enter(name, endpoint.getConfiguration().isUnlinkOnStop());
        journal = SharedJournal.ofPollingConsumer(endpoint);
        endpoint.counters().add(journal);
        queue = new ReceivingQueue(endpoint.opener(), journal, new OrphanReport(name));
        queue.openAll();
    }

    @Override
    protected void doStop() throws Exception {
        ReceivingQueue open = queue;
        queue = null;
        if (open != null) {
            QueueUsers.leave(name, open.queue());
            open.close();
            endpoint.counters().remove(journal);
            journal.close();
        }
        super.doStop();
    }
}
