package io.github.posixmq;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A message, or a batch of them, that a {@link Journal} has handed out and holds until one of {@link #release},
 * {@link #redeliver}, {@link #putBack} and {@link #quarantine} is called, on any thread. The first of these calls counts;
 * later ones have no effect. Thread-safe.
 */
public final class Delivery {
    private final Journal journal;
    private final List<HeldRecord> records;
    private final List<ReceivedMessage> messages;
    private final int redeliveryCount;
    private final int failures;
    private final boolean recovered;
    private final boolean takenOver;
    private boolean finished;

    /** Of records that are about to be marked as being delivered. */
    Delivery(Journal journal, List<HeldRecord> records) {
        this.journal = journal;
        this.records = records;
        int mostDeliveries = 0;
        int mostFailures = 0;
        boolean anyRecovered = false;
        boolean anyTakenOver = false;
        for (HeldRecord each : records) {
            mostDeliveries = Math.max(mostDeliveries, each.deliveries());
            mostFailures = Math.max(mostFailures, each.failures());
            anyRecovered |= each.isRecovered();
            anyTakenOver |= each.isTakenOver();
        }
        this.messages = records.size() == 1
                ? List.of(records.get(0).message())
                : records.stream().map(HeldRecord::message).toList();
        this.redeliveryCount = mostDeliveries;
        this.failures = mostFailures;
        this.recovered = anyRecovered;
        this.takenOver = anyTakenOver;
    }

    List<HeldRecord> records() {
        return records;
    }

    /** True for the first caller only; called under the lock of the {@link Journal}. */
    boolean finish() {
        boolean first = !finished;
        finished = true;
        return first;
    }

    /**
     * The messages, in the order in which they were received.
     *
     * @return at least one, exactly one without batches
     */
    public List<ReceivedMessage> messages() {
        return messages;
    }

    /**
     * The message of a delivery that is not a batch.
     *
     * @return the first one
     */
    public ReceivedMessage message() {
        return messages.get(0);
    }

    /**
     * Whether it may have been worked on before: somebody died, failed or was stopped with it.
     *
     * @return whether {@link #redeliveryCount} is more than 0, or it was left by somebody who is gone
     */
    public boolean isRedelivered() {
        return redeliveryCount > 0 || takenOver;
    }

    /**
     * How often it was delivered before; of a batch, the most of its messages.
     *
     * @return 0 or more
     */
    public int redeliveryCount() {
        return redeliveryCount;
    }

    /**
     * How often {@link #redeliver} was called for it; of a batch, the most of its messages.
     *
     * @return 0 or more
     */
    public int failures() {
        return failures;
    }

    /**
     * Whether its receiver was killed between the kernel's copy and the record of its length, so that its end was found by
     * the journal's fill: bytes 0xFF at its end would be missing. Text in UTF-8 never has such bytes.
     *
     * @return whether that is so for any message of it
     */
    public boolean isRecovered() {
        return recovered;
    }

    /** It is done with: the journal forgets it. */
    public void release() {
        journal.release(this);
    }

    /**
     * It failed: it is held and handed out again after a delay, by this journal, or sooner by the next one if this one
     * ends.
     *
     * @param delay zero or less is at once
     */
    public void redeliver(Duration delay) {
        journal.redeliver(this, delay);
    }

    /** It was not worked on to the end, through no fault of its own: it is held and may be handed out again at once. */
    public void putBack() {
        putBack(Duration.ZERO);
    }

    /**
     * The same, handed out again after a delay.
     *
     * @param delay zero or less is at once
     */
    public void putBack(Duration delay) {
        journal.putBack(this, delay);
    }

    /**
     * It is not to be delivered any more: its messages go to files of their own in {@code quarantine} beside the journal.
     *
     * @param reason a clause that says why, for the file and the listener
     * @return the files
     * @throws UnsupportedOperationException if the journal is in memory
     * @throws MessageQueueException if they cannot be written; then it is held as by {@link #putBack}
     */
    public List<Path> quarantine(String reason) throws MessageQueueException {
        return journal.quarantine(this, reason);
    }

    /** Size and priority, for error messages. */
    @Override
    public String toString() {
        ReceivedMessage first = message();
        return messages.size() == 1
                ? first.body().length + " bytes with priority " + first.priority()
                : "a batch of " + messages.size() + " messages";
    }
}
