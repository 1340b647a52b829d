package io.github.posixmq.camel;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.spi.InflightRepository;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Tells the producers and consumers of a Camel context what Camel itself does not tell them in time: that the context
 * has started, and that it or a route is about to stop. Camel first waits for the exchanges under way and only then
 * stops producers, so that a producer that waits for room in a full queue would use up the whole shutdown timeout.
 *
 * <p>There is one for each context, and it stays with it when the context is stopped and started again. Thread-safe.
 */
final class ContextLifecycle extends LifecycleStrategySupport {
    /** Longest that a stop waits for the exchanges whose waits it has ended. */
    private static final long LEAVE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final CamelContext context;
    private final Set<StoppableWait> waits = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> startListeners = ConcurrentHashMap.newKeySet();
    private final Map<String, RouteStopSignal> signals = new ConcurrentHashMap<>();
    private final Set<String> stoppingRoutes = ConcurrentHashMap.newKeySet();
    private volatile boolean started;
    private volatile boolean contextStopping;
    private volatile boolean allStop;

    private ContextLifecycle(CamelContext context) {
        this.context = context;
        started = context.isStarted();
    }

    /** The one of this context. */
    static ContextLifecycle of(CamelContext context) {
        synchronized (ContextLifecycle.class) {
            for (LifecycleStrategy strategy : context.getLifecycleStrategies()) {
                if (strategy instanceof ContextLifecycle present) {
                    return present;
                }
            }
            ContextLifecycle lifecycle = new ContextLifecycle(context);
            context.addLifecycleStrategy(lifecycle);
            lifecycle.onRoutesAdd(context.getRoutes());
            return lifecycle;
        }
    }

    /** Whether routes may take messages: the context has started, and all its routes with it. */
    boolean isStarted() {
        // the context knows that it stops before it says so
        return started && !context.isStopping();
    }

    /** Has something run each time that the context has started, until it is removed. */
    void addStartListener(Runnable listener) {
        startListeners.add(listener);
    }

    void removeStartListener(Runnable listener) {
        startListeners.remove(listener);
    }

    /**
     * Announces that the calling thread may wait from now on. A stop of the context, or of one of the routes, interrupts
     * it, until it has closed what is returned here. If that stop goes on already, this call interrupts it.
     *
     * @param routes ids of the routes on whose behalf it waits, null ones are ignored
     */
    StoppableWait begin(String... routes) {
        StoppableWait wait = new StoppableWait(waits, routes);
        waits.add(wait);
        if (allStop || wait.belongsToOneOf(stoppingRoutes)) {
            wait.end();
        }
        return wait;
    }

    /**
     * Ends the waits on behalf of a route, and of everybody if the context stops. Camel has suspended the consumers of all
     * routes concerned by now; any earlier, they would go on to feed messages to a producer that only fails.
     */
    void routeStops(String routeId) {
        stoppingRoutes.add(routeId);
        allStop |= contextStopping;
        end(waits.stream()
                .filter(wait -> allStop || wait.belongsToOneOf(stoppingRoutes))
                .toList());
    }

    /** Camel looks after a second again if it still finds their exchanges under way, so give them the moment to fail. */
    private void end(List<StoppableWait> ended) {
        ended.forEach(StoppableWait::end);
        long deadline = System.nanoTime() + LEAVE_NANOS;
        while (ended.stream().anyMatch(this::isUnderWay) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean isUnderWay(StoppableWait wait) {
        InflightRepository inflight = context.getInflightRepository();
        return waits.contains(wait)
                || (allStop && inflight.size() > 0)
                || wait.routes().anyMatch(route -> inflight.size(route) > 0 || isPending(route));
    }

    /** A poller is done with an exchange a moment after Camel is. */
    private boolean isPending(String routeId) {
        Route route = context.getRoute(routeId);
        return route != null
                && route.getConsumer() instanceof PosixMqConsumer consumer
                && consumer.getPendingExchangesSize() > 0;
    }

    @Override
    public void onContextStarting(CamelContext context) {
        contextStopping = false;
        allStop = false;
        stoppingRoutes.clear();
    }

    @Override
    public void onContextStarted(CamelContext context) {
        started = true;
        startListeners.forEach(Runnable::run);
    }

    @Override
    public void onContextStopping(CamelContext context) {
        contextStopping = true;
        started = false;
    }

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            route.addService(signals.computeIfAbsent(route.getId(), id -> new RouteStopSignal(this, route)));
        }
    }

    @Override
    public void onRoutesRemove(Collection<Route> routes) {
        for (Route route : routes) {
            signals.remove(route.getId());
        }
    }

    /** The consumer of a route is started last, also when a stop of the route was given up. */
    @Override
    public void onServiceAdd(CamelContext context, Service service, Route route) {
        if (service instanceof Consumer && route != null) {
            stoppingRoutes.remove(route.getId());
        }
    }

    @Override
    public void onServiceRemove(CamelContext context, Service service, Route route) {
        // Of no interest here.
    }
}
