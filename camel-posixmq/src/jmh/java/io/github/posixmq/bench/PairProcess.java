package io.github.posixmq.bench;

import java.io.IOException;

/**
 * A process that sends and receives in one thread, on a queue of its own: some processes are faster than others of the same
 * program, so that what is compared closely shares one. It is there while somebody uses it. Used by one thread.
 */
final class PairProcess {
    private final Place place;
    private final boolean inC;
    private final int capacity;
    private final int size;
    private final String queue = Queues.uniqueName();
    private Child child;
    private int users;

    /** @param inC whether it is the C program or {@link PairRole} */
    PairProcess(Place place, boolean inC, int capacity, int size) {
        this.place = place;
        this.inC = inC;
        this.capacity = capacity;
        this.size = size;
    }

    /** To be paired with a {@link #leave}. */
    void enter() throws IOException {
        users++;
        if (child == null) {
            place.createQueue(queue, capacity, size);
            child = Child.ready(inC ? place.c("pair", "/" + queue) : place.java("wrapper", "pair", queue));
        }
    }

    /** The nanoseconds that so many pairs took. */
    long run(String mode, int waiting, int priorities, long pairs) throws IOException {
        return Long.parseLong(child.ask("pair %s %d %d %d %d".formatted(mode, size, waiting, priorities, pairs)));
    }

    void leave() {
        if (--users == 0) {
            if (child != null) {
                child.close();
                child = null;
            }
            place.unlinkQueue(queue);
        }
    }
}
