package io.github.posixmq.camel;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.util.concurrent.ThreadHelper;

/**
 * The pollers of a consumer with their threads, their queues and their gate, from a start to a stop. The threads are
 * platform threads of its own: Camel's executors give virtual ones when it runs with virtual threads, which are no place
 * to wait in a native call. The methods are for the life cycle of the consumer, which calls one at a time.
 */
final class PollerCrew {
    private final PollerGate gate = new PollerGate();
    private final SharedJournal journal;
    private final QueueCounters counters;
    private final List<Poller> pollers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    PollerCrew(PosixMqConsumer consumer, PosixMqEndpoint endpoint) {
        QueueOpener opener = endpoint.opener();
        journal = SharedJournal.ofConsumer(endpoint);
        counters = endpoint.counters();
        counters.add(journal);
        OrphanReport report = new OrphanReport(opener.name());
        for (int i = 0; i < endpoint.getConfiguration().getConcurrentConsumers(); i++) {
            pollers.add(new Poller(consumer, gate, new ReceivingQueue(opener, journal, report)));
        }
    }

    PollerGate gate() {
        return gate;
    }

    /** Opens the queue once for each poller, and the journal, so that a start fails at once if that fails. */
    void open() throws MessageQueueException {
        for (Poller poller : pollers) {
            poller.queue().openAll();
        }
    }

    void start(CamelContext context, String name) {
        String pattern = context.getExecutorServiceManager().getThreadNamePattern();
        for (Poller poller : pollers) {
            Thread thread = new Thread(poller, ThreadHelper.resolveThreadName(pattern, name));
            thread.setDaemon(true);
            ClassLoader loader = context.getApplicationContextClassLoader();
            if (loader != null) {
                thread.setContextClassLoader(loader);
            }
            threads.add(thread);
            thread.start();
        }
    }

    void suspend() {
        gate.suspend();
        pollers.forEach(poller -> poller.queue().endWaits());
    }

    void resume() {
        pollers.forEach(poller -> poller.queue().allowWaits());
        gate.resume();
    }

    void end() {
        gate.end();
        pollers.forEach(poller -> poller.queue().endWaits());
    }

    void interrupt() {
        for (Thread thread : threads) {
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }

    /** Waits for the pollers to finish what they hold; a route that stops itself does not wait for itself. */
    boolean awaitEnd(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean ended = true;
        for (Thread thread : threads) {
            if (thread != Thread.currentThread()) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                ended &= !thread.isAlive();
            }
        }
        return ended;
    }

    /** An open queue of one of them, or null if none is open. */
    MessageQueue queue() {
        return pollers.stream()
                .map(poller -> poller.queue().queue())
                .filter(queue -> queue != null)
                .findFirst()
                .orElse(null);
    }

    void close() {
        pollers.forEach(poller -> poller.queue().close());
        counters.remove(journal);
        journal.close();
    }
}
