package io.github.posixmq.example;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

/** What is open during a run. It is closed in reverse order, once, by whoever comes first: the run or its signal. */
final class Resources implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /**
     * Opens a resource and keeps it until the end. Closing waits while something is being opened, so that nothing is left
     * of a run that ends in that moment.
     */
    synchronized <T extends AutoCloseable> T open(Callable<T> opener) throws Exception {
        if (closed) {
            throw new InterruptedException("The run is over.");
        }
        T resource = opener.call();
        open.push(resource);
        return resource;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                System.err.println("bridge: " + Reason.of(e));
            }
        }
    }
}
