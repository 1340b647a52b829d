package io.github.posixmq.camel;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A wait of one thread on a queue that a stop of Camel ends: it interrupts the thread, and the interrupt is taken back
 * when the wait is left. Waits of other threads on the same handle go on. Thread-safe; closed by the thread that waits.
 */
final class StoppableWait implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final Set<StoppableWait> registry;
    private final String[] routes;
    private boolean ended;
    private boolean left;

    /** On behalf of routes, of which null ones are ignored. */
    StoppableWait(Set<StoppableWait> registry, String... routes) {
        this.registry = registry;
        this.routes = routes;
    }

    Stream<String> routes() {
        return Arrays.stream(routes).filter(Objects::nonNull);
    }

    boolean belongsToOneOf(Set<String> routeIds) {
        // none, for nearly every message
        return !routeIds.isEmpty() && routes().anyMatch(routeIds::contains);
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
