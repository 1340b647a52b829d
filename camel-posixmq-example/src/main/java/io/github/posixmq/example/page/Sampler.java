package io.github.posixmq.example.page;

import io.github.posixmq.MessageQueueException;
import io.github.posixmq.MessageQueues;
import io.github.posixmq.QueueLimits;
import io.github.posixmq.QueueName;
import io.github.posixmq.camel.PosixMqComponent;
import io.github.posixmq.camel.QueueActivity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all queues each second, on a thread of its own, and keeps what it saw. Thread-safe: its lock guards all. */
final class Sampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    /**
     * Names change seldom, so they are not listed at each look. Listing creates nothing, except where no queue can be
     * opened: then one of a byte, for a moment.
     */
    private static final int LIST_EVERY = 5;

    private static final String PROBES = "/posixmq-probe-";

    private final CamelContext context;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "page-sampler");
        daemon.setDaemon(true);
        return daemon;
    });
    private final Map<String, WatchedQueue> queues = new TreeMap<>();
    private Set<String> listed = Set.of();
    private String whyNotListed;
    private long number;
    private QueueLimits limits = QueueLimits.current();
    private boolean closed;
    private Future<?> sampling;

    Sampler(CamelContext context) {
        this.context = context;
    }

    synchronized void start() {
        sampling = thread.scheduleAtFixedRate(this::sampleSafely, 0, 1, TimeUnit.SECONDS);
    }

    private void sampleSafely() {
        try {
            sample();
        } catch (RuntimeException e) {
            LOG.warn("The live page could not look at the queues; it tries again: {}", e.toString());
        }
    }

    private synchronized void sample() {
        if (closed) {
            return;
        }
        if (number % LIST_EVERY == 0) {
            list();
            limits = QueueLimits.current();
        }
        number++;
        Map<String, QueueActivity> ours = activity();
        Set<String> names = new HashSet<>(listed);
        names.addAll(ours.keySet());
        names.forEach(name -> queues.computeIfAbsent(name, unseen -> new WatchedQueue(QueueName.of(name))));
        long now = System.nanoTime();
        queues.values().forEach(queue -> queue.look(number, now, ours.get(queue.name())));
        queues.values().removeIf(queue -> !queue.isThere() && !ours.containsKey(queue.name()));
    }

    private void list() {
        Set<String> names = new HashSet<>();
        try {
            for (QueueName name : MessageQueues.list()) {
                if (!name.toString().startsWith(PROBES)) {
                    names.add(name.toString());
                }
            }
            whyNotListed = null;
        } catch (MessageQueueException e) {
            whyNotListed = e.getMessage();
        }
        listed = names;
    }

    private Map<String, QueueActivity> activity() {
        Map<String, QueueActivity> all = new HashMap<>();
        if (context.hasComponent("posixmq") instanceof PosixMqComponent component) {
            component.activity().forEach(each -> all.put(each.queue(), each));
        }
        return all;
    }

    synchronized Sight sight(long after) {
        List<QueueSight> sights = new ArrayList<>();
        queues.values().forEach(queue -> sights.add(queue.sight(after)));
        return new Sight(number, limits, whyNotListed, sights);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        synchronized (this) {
            closed = true;
            if (sampling != null) {
                sampling.cancel(false);
            }
            queues.values().forEach(WatchedQueue::close);
        }
    }
}
