package io.github.posixmq.example;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Counts what the routes have completed, and keeps the first failure. Any thread. */
final class RouteCounter extends EventNotifierSupport {
    private final Map<String, LongAdder> completed = new ConcurrentHashMap<>();
    private volatile Throwable failure;

    RouteCounter() {
        setIgnoreCamelContextEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreExchangeSentEvents(true);
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof CamelEvent.ExchangeCompletedEvent done) {
            completed
                    .computeIfAbsent(done.getExchange().getFromRouteId(), id -> new LongAdder())
                    .increment();
        } else if (event instanceof CamelEvent.ExchangeFailedEvent failed && failure == null) {
            failure = failureOf(failed.getExchange());
        }
    }

    private static Throwable failureOf(Exchange exchange) {
        Throwable caught = exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                : exchange.getException();
        return caught == null ? new IllegalStateException("An exchange failed without saying why.") : caught;
    }

    /** Exchanges of that route that have ended well. */
    long completed(String routeId) {
        LongAdder count = completed.get(routeId);
        return count == null ? 0 : count.sum();
    }

    /** What the first exchange that failed died of, or null. */
    Throwable failure() {
        return failure;
    }
}
