package io.github.posixmq.example;

import io.github.posixmq.example.Progress.Counts;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** The result of a demonstration in seven rows, with a kill in ten. */
final class ResultTable {
    private ResultTable() {}

    static void print(PrintStream out, Counts counts, EventComparison comparison, Kill killOrNull, Duration taken) {
        row(out, "sent", counts.sent());
        row(out, "bridged", counts.bridged());
        row(out, "received", comparison.received());
        if (killOrNull != null) {
            row(out, "killed", 1);
            row(out, "held", killOrNull.held());
        }
        row(out, "lost", comparison.lost());
        row(out, "duplicated", comparison.duplicated());
        if (killOrNull != null) {
            row(out, "marked", comparison.marked());
        }
        row(out, "altered", comparison.altered());
        row(out, "messages/s", perSecond(comparison.received(), taken));
    }

    private static long perSecond(long messages, Duration taken) {
        return Math.round(messages / Math.max(taken.toNanos() / 1e9, 1e-3));
    }

    private static void row(PrintStream out, String name, long value) {
        out.printf(Locale.ROOT, "  %-10s %9d%n", name, value);
    }
}
