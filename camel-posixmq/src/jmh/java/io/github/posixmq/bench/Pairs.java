package io.github.posixmq.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Nanoseconds of one send and one receive in one thread of a process of its own. Used by one thread. */
final class Pairs implements Contender {
    private final String name;
    private final Place place;
    private final boolean inC;
    private final String mode;
    private final int size;
    private final int waiting;
    private final int priorities;
    private final int capacity;
    private final String queue;
    private Child child;
    private double nanos;

    /** @param mode how {@link PairRole} is to do it, {@code c} for the C program */
    Pairs(String name, Place place, String mode, int size, int capacity, int waiting, int priorities) {
        this.name = name;
        this.place = place;
        this.inC = mode.equals("c");
        this.mode = inC ? "plain" : mode;
        this.size = size;
        this.capacity = capacity;
        this.waiting = waiting;
        this.priorities = priorities;
        this.queue = Queues.uniqueName();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() throws IOException {
        place.createQueue(queue, capacity, size);
        List<String> command = inC ? place.c("pair", "/" + queue) : place.java("wrapper", "pair", queue);
        child = Child.ready(command);
        for (long pairs = 1000; nanos == 0; pairs *= 2) {
            long took = pairs(pairs);
            nanos = took > 1e8 ? (double) took / pairs : 0;
        }
    }

    private long pairs(long pairs) throws IOException {
        return Long.parseLong(child.ask("pair %s %d %d %d %d".formatted(mode, size, waiting, priorities, pairs)));
    }

    @Override
    public Map<String, Double> round(double seconds) throws IOException {
        long pairs = Math.max(1000, (long) (seconds / 2 * 1e9 / nanos));
        nanos = (double) pairs(pairs) / pairs;
        return Map.of("ns/pair", nanos);
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
            child = null;
            place.unlinkQueue(queue);
        }
    }
}
