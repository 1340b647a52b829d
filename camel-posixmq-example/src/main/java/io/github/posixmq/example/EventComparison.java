package io.github.posixmq.example;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares what went in with what came out, byte for byte and whatever the order: every line of the input must be there
 * as often as it was sent, and nothing else. After a kill lines may be there once more that were held and are marked.
 *
 * @param sent lines of the input
 * @param received lines of the output
 * @param lost lines of the input that are missing, counted as often as they are
 * @param duplicated lines of the output that are there more often than they were sent
 * @param altered lines of the output that were never sent
 * @param firstLost line number in the input, 0 if none is lost
 * @param marked lines of the output that were marked as redelivered, so that they may be there twice
 * @param unmarked those of the duplicated lines that were not
 */
record EventComparison(
        long sent,
        long received,
        long lost,
        long duplicated,
        long altered,
        long firstLost,
        long marked,
        long unmarked) {

    /**
     * Compares files.
     *
     * @param redelivered the lines of the output that were marked as redelivered
     */
    static EventComparison of(EventFile input, EventFile output, EventFile redelivered) throws IOException {
        Ledger ledger = new Ledger();
        input.forEachLine(ledger::sent);
        output.forEachLine((number, line) -> ledger.received(line));
        redelivered.forEachLine((number, line) -> ledger.marked(line));
        return ledger.balance();
    }

    boolean isClean() {
        return lost == 0 && duplicated == 0 && altered == 0;
    }

    /** Whether nothing is missing, and nothing is there twice but what was held and is marked. */
    boolean isCleanAfter(Kill kill) {
        return lost == 0 && altered == 0 && duplicated <= kill.held() && unmarked == 0;
    }

    /** What is wrong, in a sentence. */
    String reason() {
        return lost + " lost" + (firstLost > 0 ? " (the first is line " + firstLost + ")" : "") + ", " + duplicated
                + " duplicated (" + unmarked + " of them without a mark), " + altered + " altered of " + sent
                + " events.";
    }

    /** Counts lines by their SHA-256, so that files larger than the memory can be compared. */
    private static final class Ledger {
        private final Map<ByteBuffer, Entry> entries = new HashMap<>();
        private final MessageDigest digest = sha256();
        private long sent;
        private long received;
        private long altered;
        private long marked;

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java has SHA-256.", e);
            }
        }

        void sent(long number, byte[] line) {
            sent++;
            entries.computeIfAbsent(key(line), k -> new Entry(number)).sent++;
        }

        void received(byte[] line) {
            received++;
            Entry entry = entries.get(key(line));
            if (entry == null) {
                altered++;
            } else {
                entry.received++;
            }
        }

        void marked(byte[] line) {
            marked++;
            Entry entry = entries.get(key(line));
            if (entry != null) {
                entry.marked++;
            }
        }

        private ByteBuffer key(byte[] line) {
            return ByteBuffer.wrap(digest.digest(line));
        }

        EventComparison balance() {
            long lost = 0;
            long duplicated = 0;
            long firstLost = 0;
            long unmarked = 0;
            for (Entry entry : entries.values()) {
                long missing = entry.sent - entry.received;
                lost += Math.max(missing, 0);
                duplicated += Math.max(-missing, 0);
                unmarked += Math.max(-missing - entry.marked, 0);
                if (missing > 0 && (firstLost == 0 || entry.line < firstLost)) {
                    firstLost = entry.line;
                }
            }
            return new EventComparison(sent, received, lost, duplicated, altered, firstLost, marked, unmarked);
        }
    }

    /** How often one line was sent, received, and received with a mark. */
    private static final class Entry {
        private final long line;
        private long sent;
        private long received;
        private long marked;

        Entry(long line) {
            this.line = line;
        }
    }
}
