package io.github.posixmq.camel;

import java.util.Collection;
import java.util.Set;

/**
 * A wait of one thread on a queue that a stop of Camel ends: it interrupts the thread, and the interrupt is taken back
 * when the wait is left. Waits of other threads on the same handle go on. Thread-safe; closed by the thread that waits.
 */
final class StoppableWait implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final Set<StoppableWait> registry;
    private final Collection<String> routes;
    private boolean ended;
    private boolean left;

    StoppableWait(Set<StoppableWait> registry, Collection<String> routes) {
        this.registry = registry;
        this.routes = routes;
    }

    Collection<String> routes() {
        return routes;
    }

    boolean belongsToOneOf(Set<String> routeIds) {
        return routes.stream().anyMatch(routeIds::contains);
    }

    synchronized void end() {
        if (!left && !ended) {
            ended = true;
            thread.interrupt();
        }
    }

    /** Whether a stop has ended this wait. */
    synchronized boolean isEnded() {
        return ended;
    }

    @Override
    public void close() {
        registry.remove(this);
        synchronized (this) {
            left = true;
            if (ended) {
                Thread.interrupted();
            }
        }
    }
}
