package io.github.posixmq;

/** One message in a slot of a journal file that this process has. Used under the lock of the {@link Journal}. */
final class HeldRecord {
    private final Slot slot;
    private final JournalFile file;
    private final int at;

    HeldRecord(Slot slot, int at) {
        this.slot = slot;
        this.file = slot.file();
        this.at = at;
    }

    Slot slot() {
        return slot;
    }

    private int field(int offset) {
        return file.bytes().getInt(at + offset);
    }

    private void add(int offset) {
        file.bytes().putInt(at + offset, field(offset) + 1);
    }

    ReceivedMessage message() {
        byte[] body = new byte[length()];
        file.bytes().get(at + RecordLayout.HEADER, body);
        return new ReceivedMessage(body, priority());
    }

    int length() {
        return field(RecordLayout.LENGTH);
    }

    int priority() {
        return field(RecordLayout.PRIORITY);
    }

    /** How often it has been delivered, this time included. */
    int deliveries() {
        return field(RecordLayout.DELIVERIES);
    }

    int failures() {
        return field(RecordLayout.FAILURES);
    }

    boolean isRecovered() {
        return (field(RecordLayout.MARKS) & RecordLayout.RECOVERED) != 0;
    }

    boolean isTakenOver() {
        return (field(RecordLayout.MARKS) & RecordLayout.TAKEN_OVER) != 0;
    }

    int deaths() {
        return file.deaths(at);
    }

    /** Its place in the order in which the file's messages were received. */
    long sequence() {
        return file.bytes().getLong(at + RecordLayout.SEQUENCE);
    }

    void deliver() {
        add(RecordLayout.DELIVERIES);
        file.setState(at, RecordLayout.DELIVERING, deaths());
    }

    void hold() {
        file.setState(at, RecordLayout.HELD, deaths());
    }

    void fail() {
        add(RecordLayout.FAILURES);
        hold();
    }

    /** Marks it done with; true if it was the last of its slot. */
    boolean done() {
        file.setState(at, RecordLayout.DONE, deaths());
        return slot.isLastDone();
    }
}
