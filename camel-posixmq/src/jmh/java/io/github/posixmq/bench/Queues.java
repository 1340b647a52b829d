package io.github.posixmq.bench;

import java.util.concurrent.atomic.AtomicInteger;

/** Names of queues that nobody else has. Thread-safe. */
final class Queues {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Queues() {}

    static String uniqueName() {
        return "bench-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    }
}
