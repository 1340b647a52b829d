package io.github.posixmq.camel;

import io.github.posixmq.Delivery;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueName;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a delivery when its exchange has ended, on whichever thread that is. One for each exchange;
 * thread-safe.
 */
final class DeliveryOutcome implements Synchronization {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryOutcome.class);

    private static final int MOST_DOUBLINGS = 30;
    private static final long LONGEST_DELAY_MILLIS = 60_000;

    private final Delivery delivery;
    private final QueueName name;
    private final PosixMqConfiguration options;
    private final BooleanSupplier stopping;
    private final AtomicBoolean decided = new AtomicBoolean();

    /**
     * Of one delivery.
     *
     * @param stopping whether its consumer is being suspended or stopped
     */
    DeliveryOutcome(Delivery delivery, QueueName name, PosixMqConfiguration options, BooleanSupplier stopping) {
        this.delivery = delivery;
        this.name = name;
        this.options = options;
        this.stopping = stopping;
        if (isAtMostOnce()) {
            delivery.release();
        }
    }

    private boolean isAtMostOnce() {
        return options.getDeliveryGuarantee() == DeliveryGuarantee.AT_MOST_ONCE;
    }

    @Override
    public void onComplete(Exchange exchange) {
        if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            onFailure(exchange);
        } else if (decided.compareAndSet(false, true)) {
            delivery.release();
        }
    }

    @Override
    public void onFailure(Exchange exchange) {
        failed(exchange.getException());
    }

    /** The exchange failed, or there never was one. Only the first outcome counts. */
    void failed(Throwable failure) {
        if (!decided.compareAndSet(false, true)) {
            return;
        }
        boolean cutShort = wasCutShort(failure);
        if (isAtMostOnce()) {
            logGone(cutShort);
        } else if (stopping.getAsBoolean()) {
            LOG.info("Queue {}: {} was not completed before the stop and is held for the next start", name, delivery);
            delivery.putBack();
        } else if (options.getOnFailure() == OnFailure.RELEASE && !cutShort) {
            LOG.error("Queue {}: {} is gone, as its exchange failed and onFailure=release", name, delivery);
            delivery.release();
        } else if (cutShort) {
            delivery.putBack(Duration.ofMillis(options.getRedeliveryDelay()));
        } else {
            again();
        }
    }

    private void logGone(boolean cutShort) {
        if (cutShort || stopping.getAsBoolean()) {
            LOG.warn("Queue {}: {} is gone, as its exchange was cut short (atMostOnce)", name, delivery);
        } else {
            LOG.error("Queue {}: {} is gone, as its exchange failed (atMostOnce)", name, delivery);
        }
    }

    /** Interrupted, or rejected by a pool that is shut down: no fault of the message. */
    private static boolean wasCutShort(Throwable failure) {
        return failure != null
                && (ObjectHelper.getException(InterruptedException.class, failure) != null
                        || ObjectHelper.getException(RejectedExecutionException.class, failure) != null);
    }

    private void again() {
        int failures = delivery.failures() + 1;
        int most = options.getMaxRedeliveries();
        if (most >= 0 && failures > most) {
            quarantine();
            return;
        }
        long delay = options.getRedeliveryDelay() << Math.min(failures - 1, MOST_DOUBLINGS);
        delivery.redeliver(Duration.ofMillis(Math.min(delay, LONGEST_DELAY_MILLIS)));
    }

    private void quarantine() {
        try {
            delivery.quarantine("its exchange failed again after " + options.getMaxRedeliveries()
                    + " redeliveries (maxRedeliveries)");
        } catch (MessageQueueException e) {
            LOG.error("Queue {}: {} cannot be put into quarantine and stays held: {}", name, delivery, e.getMessage());
        }
    }
}
