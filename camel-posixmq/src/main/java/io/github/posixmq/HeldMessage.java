package io.github.posixmq;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A message that was taken from its queue and is kept in a journal or in quarantine, as it was when
 * {@link HeldMessages} looked. Of a living reader it may be done with by now.
 *
 * <p>Thread rule: immutable, and {@link #body}, {@link #release} and {@link #requeue} go to the file anew, so any number
 * of threads and processes may call them at once; of several that remove a message one succeeds.
 */
public final class HeldMessage {
    /** Where a message is on its way. */
    public enum State {
        /** In a journal, waiting to be delivered again, or by the next reader if its own is gone. */
        HELD,

        /** In a journal and handed out to somebody who works on it, or died with it. */
        DELIVERING,

        /** In a file of its own; nobody delivers it any more. */
        QUARANTINED
    }

    /** Whose journal it is in. */
    record Owner(int pid, boolean isAlive) {}

    private final String id;
    private final QueueName queue;
    private final State state;
    private final HeldFacts facts;
    private final Owner owner;
    private final HeldPlace place;

    /** One in quarantine has no owner: null. */
    HeldMessage(String id, QueueName queue, State state, HeldFacts facts, Owner owner, HeldPlace place) {
        this.id = id;
        this.queue = queue;
        this.state = state;
        this.facts = facts;
        this.owner = owner;
        this.place = place;
    }

    /**
     * What to name it by. Stays the same while the message is where it is, also when its journal is taken over.
     *
     * @return 12 characters out of 0-9 and a-f
     */
    public String id() {
        return id;
    }

    /**
     * The queue it was received from.
     *
     * @return never null; the queue need not exist any more
     */
    public QueueName queue() {
        return queue;
    }

    /**
     * Where it is on its way.
     *
     * @return never null
     */
    public State state() {
        return state;
    }

    /**
     * Its priority.
     *
     * @return 0 to {@link MessageQueue#MAX_PRIORITY}
     */
    public int priority() {
        return facts.priority();
    }

    /**
     * The length of its body.
     *
     * @return bytes, 0 or more
     */
    public int length() {
        return facts.length();
    }

    /**
     * How often it has been delivered, the delivery under way included.
     *
     * @return 0 or more
     */
    public int deliveries() {
        return facts.deliveries();
    }

    /**
     * How many of its deliveries failed.
     *
     * @return 0 or more
     */
    public int failures() {
        return facts.failures();
    }

    /**
     * How many of its deliveries ended with the death of the process. One that is {@link State#DELIVERING} with a dead
     * owner does not count yet; it does once it is taken over.
     *
     * @return 0 or more
     */
    public int deaths() {
        return facts.deaths();
    }

    /**
     * Whether its receiver was killed before it had recorded the length; see {@link Delivery#isRecovered}.
     *
     * @return whether bytes 0xFF at its end may be missing
     */
    public boolean isRecovered() {
        return facts.isRecovered();
    }

    /**
     * The process whose journal it is in, or was in when it died.
     *
     * @return its number, as it saw it itself if it is in another PID namespace; empty in quarantine
     */
    public OptionalInt ownerPid() {
        return owner == null ? OptionalInt.empty() : OptionalInt.of(owner.pid());
    }

    /**
     * Whether that process lives, so that the message can be neither released nor put back here.
     *
     * @return false also in quarantine
     */
    public boolean isOwnerAlive() {
        return owner != null && owner.isAlive();
    }

    /**
     * When it was put into quarantine.
     *
     * @return empty if it is in a journal
     */
    public Optional<Instant> quarantinedAt() {
        return facts instanceof QuarantineHead head ? Optional.of(head.time()) : Optional.empty();
    }

    /**
     * Why it was put into quarantine.
     *
     * @return a clause; empty if it is in a journal
     */
    public Optional<String> quarantineReason() {
        return facts instanceof QuarantineHead head ? Optional.of(head.reason()) : Optional.empty();
    }

    /**
     * The file it is in.
     *
     * @return a journal, which may hold other messages, or a file in quarantine
     */
    public Path file() {
        return place.path();
    }

    /**
     * Reads its body, of a living owner's message too.
     *
     * @return {@link #length} bytes
     * @throws MessageQueueException with errno ENOENT if it is not held any more, or for any other error
     */
    public byte[] body() throws MessageQueueException {
        return place.body();
    }

    /**
     * Removes it for good, without anybody having worked on it.
     *
     * @throws MessageQueueException with errno EBUSY if a living process has it, which the error names; with ENOENT if it
     *     is not held any more; or for any other error. It is still held then
     */
    public void release() throws MessageQueueException {
        place.remove(body -> {});
    }

    /**
     * Puts it back into its queue, with its priority, and then removes it here. Does not wait. If this process dies
     * between the two the message is there twice, but is never lost. In the queue it is like new: its counts are gone.
     *
     * @throws QueueNotFoundException if the queue is not there any more
     * @throws MessageTooLargeException if the queue has been made anew for smaller messages
     * @throws MessageQueueException with errno EAGAIN if the queue is full; otherwise as {@link #release}, and as
     *     {@link MessageQueue#open(QueueName, OpenOptions)} and {@link MessageQueue#trySend(byte[], int)}. It is still
     *     held then
     */
    public void requeue() throws MessageQueueException {
        place.remove(this::send);
    }

    private void send(byte[] body) throws MessageQueueException {
        try (MessageQueue target = MessageQueue.open(queue, OpenOptions.writeOnly())) {
            if (!target.trySend(body, facts.priority())) {
                throw new MessageQueueException(
                        "mq_send",
                        queue,
                        Errno.EAGAIN,
                        "the queue is full with " + target.maxMessages() + " messages, and message " + id
                                + " is still held",
                        "Have its reader started or sped up, and try again.");
            }
        }
    }

    /** Id, state, size, priority and queue, for error messages. */
    @Override
    public String toString() {
        return id + ", " + state + ", " + length() + " bytes with priority " + priority() + " of " + queue;
    }
}
