package io.github.posixmq.camel;

import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueName;
import io.github.posixmq.WaitEndedException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.ExchangeHelper;

/** Sends the body of an exchange to the queue and waits while it is full. Thread-safe. */
final class PosixMqProducer extends DefaultProducer {
    private final PosixMqEndpoint endpoint;
    private final PosixMqConfiguration options;
    private final QueueName name;
    private final ContextLifecycle lifecycle;
    private final Discards discards;
    private volatile SendingQueue queue;

    PosixMqProducer(PosixMqEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.options = endpoint.getConfiguration();
        this.name = endpoint.queueName();
        this.lifecycle = ContextLifecycle.of(endpoint.getCamelContext());
        this.discards = new Discards(name);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        byte[] body = PosixMqMessages.body(exchange);
        int priority = PosixMqMessages.priority(exchange, options.getPriority());
        SendingQueue sending = queue;
        if (sending == null) {
            throw SendingQueue.stopped(name);
        }
        if (send(sending, exchange, body, priority)) {
            endpoint.counters().sent();
            return;
        }
        if (options.isDiscardWhenFull()) {
            endpoint.counters().discarded();
            discards.add();
        } else {
            throw new QueueFullException(exchange, name.toString(), capacity(sending), options.getSendTimeout());
        }
    }

    private boolean send(SendingQueue sending, Exchange exchange, byte[] body, int priority)
            throws MessageQueueException {
        Deadline deadline = Deadline.afterMillis(options.getSendTimeout());
        if (options.getSendTimeout() == 0) {
            return sending.send(body, priority, deadline);
        }
        StoppableWait wait = lifecycle.begin(exchange.getFromRouteId(), ExchangeHelper.getAtRouteId(exchange));
        try (wait) {
            return sending.send(body, priority, deadline);
        } catch (WaitEndedException e) {
            if (wait.isEnded()) {
                throw stopping();
            }
            throw e;
        }
    }

    private RejectedExecutionException stopping() {
        return new RejectedExecutionException(
                "Queue " + name + " is full and Camel is stopping, so the wait for room was"
                        + " ended and the message was not sent. Send it again after the start, or give its exchange a dead letter"
                        + " channel");
    }

    private static int capacity(SendingQueue sending) throws MessageQueueException {
        return sending.open().queue().maxMessages();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        QueueUsers.enter(name, options.isUnlinkOnStop());
        queue = new SendingQueue(endpoint.opener());
        queue.open();
    }

    @Override
    protected void doStop() throws Exception {
        SendingQueue open = queue;
        queue = null;
        if (open != null) {
            QueueUsers.leave(name, open.queue());
            open.close();
        }
        discards.flush();
        super.doStop();
    }
}
