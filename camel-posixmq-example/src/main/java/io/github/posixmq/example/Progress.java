package io.github.posixmq.example;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line that says how far the run is: it updates itself on a terminal, and is repeated each second elsewhere. */
final class Progress {
    private static final Duration REPEAT = Duration.ofSeconds(1);

    private final PrintStream out;
    private final boolean terminal;
    private long lastNanos = System.nanoTime();

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(Counts counts) {
        if (terminal) {
            out.print("\r" + counts);
            out.flush();
        } else if (System.nanoTime() - lastNanos >= REPEAT.toNanos()) {
            lastNanos = System.nanoTime();
            out.println(counts);
        }
    }

    /** Ends the line with what is so at the end. */
    void end(Counts counts) {
        out.println((terminal ? "\r" : "") + counts);
    }

    /** How far a run is. */
    record Counts(long sent, long bridged, long received, long total) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "  sent %6d  bridged %6d  received %6d  of %d", sent, bridged, received, total);
        }
    }
}
