package io.github.posixmq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Room for one message, or for a batch, in a journal file: records one after the other. Used by one reader, and later by
 * whoever has its messages, under the lock of the {@link Journal}.
 */
final class Slot {
    private final JournalFile file;
    private final int start;

    /** Where its records begin, so many of them. */
    private int[] starts = new int[1];

    private int count;
    /** Bytes of records in it. */
    private int used;
    /** Records whose messages are not done with. */
    private int pending;

    Slot(JournalFile file, int start) {
        this.file = file;
        this.start = start;
    }

    JournalFile file() {
        return file;
    }

    /** Whether one more message fits, however large. */
    boolean hasRoom() {
        return used + RecordLayout.HEADER + file.maxMessageSize() <= file.slotBytes();
    }

    /** Where the kernel is to copy the next message's body. */
    long bodyAddress() {
        return file.address() + start + used + RecordLayout.HEADER;
    }

    /** Where the kernel is to write its priority. */
    long priorityAddress() {
        return file.address() + start + used + RecordLayout.PRIORITY;
    }

    /** To be called before the kernel copies: afterwards nothing must fail for want of memory that has not been noted. */
    void makeRoom() {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Its messages, for a reader that had no memory for them. */
    List<HeldRecord> records() {
        List<HeldRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(new HeldRecord(this, starts[i]));
        }
        return records;
    }

    /** Accounts for the message that the kernel has copied, which is held from then on. */
    HeldRecord append(int length) {
        int at = start + used;
        file.account(at, length);
        starts[count++] = at;
        used += RecordLayout.bytes(length);
        pending++;
        return new HeldRecord(this, at);
    }

    /** A message that an owner who is gone left in it. */
    HeldRecord survivor(int at) {
        pending++;
        return new HeldRecord(this, at);
    }

    /** One of its messages is done with; true if it was the last. */
    boolean isLastDone() {
        return --pending == 0;
    }

    /** Makes it blank again, the last record first, so that whoever finds it half done finds whole records. */
    void clear() {
        int end = start + used;
        while (count > 0) {
            int at = starts[--count];
            file.clear(at, end);
            end = at;
        }
        used = 0;
    }
}
