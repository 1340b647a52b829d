package io.github.posixmq.camel;

import io.github.posixmq.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a consumer: takes a message, has it processed, takes the next. It ends when its gate ends and never
 * otherwise, whatever a route or the queue throws.
 */
final class Poller implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

    private final PosixMqConsumer consumer;
    private final PollerGate gate;
    private final ReceivingQueue queue;
    private boolean failing;

    Poller(PosixMqConsumer consumer, PollerGate gate, ReceivingQueue queue) {
        this.consumer = consumer;
        this.gate = gate;
        this.queue = queue;
    }

    ReceivingQueue queue() {
        return queue;
    }

    @Override
    public void run() {
        while (gate.enter()) {
            try {
                turn();
            } catch (Throwable t) {
                logQuietly(t);
            }
        }
    }

    private void turn() {
        // A route may leave its interrupt status behind, which would end every wait to come.
        Thread.interrupted();
        Delivery delivery = null;
        Throwable failure = null;
        try {
            // After a failure the first attempt must return, so that the recovery is told though no message comes.
            delivery = queue.receive(failing ? Deadline.afterMillis(0) : Deadline.ENDLESS);
        } catch (Throwable t) {
            failure = t;
        } finally {
            gate.leave(delivery != null);
        }
        failing = failure != null;
        if (failing) {
            consumer.queueFailed(this, failure);
            gate.pause(consumer.recoveryInterval());
        } else {
            process(delivery);
        }
    }

    private void process(Delivery delivery) {
        try {
            consumer.queueWorks(this);
            if (delivery != null) {
                consumer.process(delivery);
            }
        } finally {
            if (delivery != null) {
                gate.finish();
            }
        }
    }

    private static void logQuietly(Throwable t) {
        try {
            LOG.error("Unexpected failure of a poller, which goes on", t);
        } catch (Throwable again) {
            // Out of memory or of stack even for the log; the next turn finds it better or says so.
        }
    }
}
