package io.github.posixmq.bench;

import java.io.IOException;
import java.util.Map;

/** Nanoseconds of one send and one receive in one thread of a process. Used by one thread. */
final class Pairs implements Contender {
    private final String name;
    private final PairProcess process;
    private final String mode;
    private final int waiting;
    private final int priorities;
    private boolean entered;
    private double nanos;

    /** @param mode how {@link PairRole} is to do it; the C program has {@code plain} alone */
    Pairs(String name, PairProcess process, String mode, int waiting, int priorities) {
        this.name = name;
        this.process = process;
        this.mode = mode;
        this.waiting = waiting;
        this.priorities = priorities;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() throws IOException {
        entered = true;
        process.enter();
        for (long pairs = 1000; nanos == 0; pairs *= 2) {
            long took = process.run(mode, waiting, priorities, pairs);
            nanos = took > 1e8 ? (double) took / pairs : 0;
        }
    }

    @Override
    public Map<String, Double> round(double seconds) throws IOException {
        long pairs = Math.max(1000, (long) (seconds / 2 * 1e9 / nanos));
        nanos = (double) process.run(mode, waiting, priorities, pairs) / pairs;
        return Map.of("ns/pair", nanos);
    }

    @Override
    public void close() {
        if (entered) {
            entered = false;
            process.leave();
        }
    }
}
