package io.github.posixmq.camel;

import java.util.HashSet;
import java.util.Set;

/** Which pollers of a consumer cannot use their queue at the moment, and why. Thread-safe. */
final class Outage {
    private final Set<Poller> affected = new HashSet<>();
    private volatile Throwable cause;

    /** Takes note of a failure; true if it is news, as no poller had failed before. */
    synchronized boolean begin(Poller poller, Throwable failure) {
        boolean first = affected.isEmpty();
        affected.add(poller);
        cause = failure;
        return first;
    }

    /** Takes note that a poller can use its queue; true if this ends an outage. */
    boolean end(Poller poller) {
        if (cause == null) {
            return false;
        }
        synchronized (this) {
            boolean ends = affected.remove(poller) && affected.isEmpty();
            if (affected.isEmpty()) {
                cause = null;
            }
            return ends;
        }
    }

    /** The last failure, or null if all is well. */
    Throwable cause() {
        return cause;
    }
}
