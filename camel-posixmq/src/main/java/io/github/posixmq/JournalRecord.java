package io.github.posixmq;

/**
 * One message of a journal file as it was when looked at.
 *
 * @param at where its record begins in the file
 * @param isDelivering whether somebody works, or died working, on it
 * @param sequence tells it from the next one at that place for as long as the file has the same owner
 */
record JournalRecord(
        int at,
        boolean isDelivering,
        int length,
        int priority,
        int deliveries,
        int failures,
        int deaths,
        boolean isRecovered,
        long sequence)
        implements HeldFacts {
    /** As a sequence: its receiver was killed before it accounted for the message. */
    static final long UNACCOUNTED = Long.MAX_VALUE;

    boolean isAccounted() {
        return deliveries > 0 || sequence != UNACCOUNTED;
    }
}
