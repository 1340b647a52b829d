package io.github.posixmq;

import java.nio.ByteBuffer;

/**
 * How a message stands in a journal file: a header, then the body. A blank record is all 0xFF. The kernel writes a
 * message's priority before its body, so a record whose state is blank and whose priority is not has a message that was
 * taken from the queue and not yet accounted for. Everything else is written before the state is.
 */
final class RecordLayout {
    /** State of a record: nothing there, or a message whose receiver was killed before it said more. */
    static final int BLANK = 0xFF;

    /** State of a record: kept for a delivery. */
    static final int HELD = 1;

    /** State of a record: with somebody who works on it. */
    static final int DELIVERING = 2;

    /** State of a record: its message is done with. */
    static final int DONE = 3;

    /** The state, and above it how many processes died in the middle of its delivery. */
    static final int STATE = 0;

    static final int LENGTH = 4;
    static final int PRIORITY = 8;
    static final int DELIVERIES = 12;
    static final int FAILURES = 16;
    static final int MARKS = 20;
    static final int SEQUENCE = 24;
    static final int HEADER = 32;

    /** Mark of a message whose end was found by the fill. */
    static final int RECOVERED = 1;

    /** Mark of a message that was left by somebody who is gone. */
    static final int TAKEN_OVER = 2;

    static final int DEATHS_SHIFT = 8;
    static final int STATE_MASK = 0xFF;

    private RecordLayout() {}

    /** Bytes of a record with a body of that length; records begin at multiples of eight. */
    static int bytes(int length) {
        return HEADER + (length + 7) / 8 * 8;
    }

    /** The length of a message nobody has accounted for: its end is where the fill begins again. */
    static int filledLength(ByteBuffer view, int body, int most) {
        int length = most;
        while (length > 0 && view.get(body + length - 1) == -1) {
            length--;
        }
        return length;
    }
}
