package io.github.posixmq.camel;

import io.github.posixmq.Delivery;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueName;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ReactiveExecutor;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.support.UnitOfWorkHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the pollers that feed a route, and processes what they receive. Nothing is received before the
 * context has started. A stop or suspend wakes the pollers at once; messages they hold are finished first. Camel calls
 * the methods of the life cycle one at a time; the pollers call those of the message.
 */
final class PosixMqConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {
    private static final Logger LOG = LoggerFactory.getLogger(PosixMqConsumer.class);

    /** Longest wait for pollers that were woken, which takes them microseconds. */
    private static final long LEAVE_MILLIS = 500;

    /** Longest wait for a route that was interrupted. */
    private static final long FORCED_MILLIS = 1000;

    private final PosixMqEndpoint endpoint;
    private final QueueName name;
    private final ContextLifecycle lifecycle;
    private final Outage outage = new Outage();
    private final Runnable startListener = this::contextStarted;
    private volatile PollerCrew crew;

    PosixMqConsumer(PosixMqEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.name = endpoint.queueName();
        this.lifecycle = ContextLifecycle.of(endpoint.getCamelContext());
    }

    @Override
    protected void doBuild() throws Exception {
        if (getHealthCheck() == null) {
            setHealthCheck(new QueueHealthCheck(this, outage));
        }
        super.doBuild();
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (endpoint.getComponent() instanceof HealthCheckComponent component) {
            getHealthCheck().setEnabled(component.isHealthCheckConsumerEnabled());
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        startOrResume();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        startOrResume();
    }

    /** Camel also starts a consumer that it has only suspended, when it gives up a stop. */
    private void startOrResume() throws MessageQueueException {
        if (crew == null) {
            startCrew();
        } else {
            crew.resume();
        }
    }

    private void startCrew() throws MessageQueueException {
        PosixMqConfiguration options = endpoint.getConfiguration();
        QueueUsers.enter(name, options.isUnlinkOnStop());
        PollerCrew hired = new PollerCrew(this, endpoint);
        boolean opened = false;
        try {
            hired.open();
            opened = true;
        } finally {
            if (!opened) {
                dismiss(hired);
            }
        }
        crew = hired;
        hired.start(endpoint.getCamelContext(), "posixmq:" + name);
        lifecycle.addStartListener(startListener);
        if (lifecycle.isStarted()) {
            contextStarted();
        }
    }

    private void contextStarted() {
        PollerCrew started = crew;
        if (started != null) {
            started.gate().start();
        }
    }

    /** No: Camel is to suspend this consumer as the first thing of a shutdown. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        wakePollers();
        PollerCrew stopping = crew;
        if (forced && stopping != null) {
            stopping.interrupt();
        }
    }

    @Override
    public int getPendingExchangesSize() {
        PollerCrew working = crew;
        return working == null ? 0 : working.gate().pending();
    }

    @Override
    protected void doSuspend() throws Exception {
        wakePollers();
        super.doSuspend();
    }

    /** Camel looks after a second again if it still finds a poller at its queue, hence the wait. */
    private void wakePollers() {
        PollerCrew working = crew;
        if (working != null) {
            working.suspend();
            working.gate().awaitNobodyReceiving(LEAVE_MILLIS);
        }
    }

    @Override
    protected void doStop() throws Exception {
        PollerCrew stopping = crew;
        if (stopping != null) {
            lifecycle.removeStartListener(startListener);
            stopping.end();
            awaitEnd(stopping);
            dismiss(stopping);
            crew = null;
        }
        super.doStop();
    }

    private void dismiss(PollerCrew leaving) {
        QueueUsers.leave(name, leaving.queue());
        leaving.close();
    }

    private void awaitEnd(PollerCrew stopping) {
        ShutdownStrategy strategy = endpoint.getCamelContext().getShutdownStrategy();
        try {
            boolean forced = strategy.isTimeoutOccurred();
            if (forced || !stopping.awaitEnd(strategy.getTimeUnit().toMillis(strategy.getTimeout()))) {
                stopping.interrupt();
                if (!stopping.awaitEnd(FORCED_MILLIS)) {
                    LOG.warn("Queue {}: a route still processes a message after the stop and its timeout", name);
                }
            }
        } catch (InterruptedException e) {
            stopping.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /** Has the route process what was received. Whatever it throws is a failed exchange. */
    void process(Delivery delivery) {
        PosixMqConfiguration options = endpoint.getConfiguration();
        endpoint.counters().delivered(delivery);
        DeliveryOutcome outcome = new DeliveryOutcome(delivery, name, options, this::isBeingStopped);
        Exchange exchange;
        try {
            exchange = createExchange(false);
        } catch (Throwable t) {
            outcome.failed(t);
            throw t;
        }
        boolean returned = process(delivery, outcome, exchange);
        try {
            if (exchange.getException() != null) {
                getExceptionHandler()
                        .handleException(
                                "Error processing a message of queue " + name, exchange, exchange.getException());
            }
        } finally {
            // past an Error Camel may still have callbacks with this exchange, so nobody else may get it from the pool
            if (returned) {
                releaseExchange(exchange, false);
            }
        }
    }

    /** False if something came past Camel's own handling, as an Error does; then its completion is done here. */
    private boolean process(Delivery delivery, DeliveryOutcome outcome, Exchange exchange) {
        try {
            PosixMqMessages.toExchange(delivery, name, endpoint.getConfiguration(), exchange);
            exchange.getExchangeExtension().addOnCompletion(outcome);
            getProcessor().process(exchange);
            return true;
        } catch (Throwable t) {
            exchange.setException(t);
            outcome.failed(t);
            runLeftOver();
            if (exchange.getUnitOfWork() != null) {
                UnitOfWorkHelper.doneUow(exchange.getUnitOfWork(), exchange);
            }
            return false;
        }
    }

    /** The callbacks that Camel still has for this thread, of which one tells that the route is done with the exchange. */
    private void runLeftOver() {
        ReactiveExecutor executor =
                endpoint.getCamelContext().getCamelContextExtension().getReactiveExecutor();
        boolean more = true;
        while (more) {
            try {
                more = executor.executeFromQueue();
            } catch (Throwable again) {
                LOG.debug("A callback failed after the Error of a route", again);
            }
        }
    }

    private boolean isBeingStopped() {
        return isSuspendingOrSuspended() || !isRunAllowed() || !lifecycle.isStarted();
    }

    void queueFailed(Poller poller, Throwable failure) {
        if (outage.begin(poller, failure)) {
            getExceptionHandler()
                    .handleException(
                            "Cannot receive from queue " + name + "; trying again every " + recoveryInterval() + " ms",
                            failure);
        }
    }

    void queueWorks(Poller poller) {
        if (outage.end(poller)) {
            LOG.info("Queue {} works again; receiving from it", name);
        }
    }

    long recoveryInterval() {
        return endpoint.getConfiguration().getRecoveryInterval();
    }
}
