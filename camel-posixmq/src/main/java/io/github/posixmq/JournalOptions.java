package io.github.posixmq;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * How a {@link Journal} keeps what it holds. Immutable: every method returns changed options and leaves this object as it
 * was.
 */
public final class JournalOptions {
    private static final int DEFAULT_MAX_HELD = 16;
    private static final int MOST_HELD = 65536;

    private final Path directory;
    private final boolean inMemory;
    private final int maxHeld;
    private final boolean failAtMaxHeld;
    private final BatchLimits batch;
    private final int maxDeaths;
    private final JournalListener listener;

    private JournalOptions(
            Path directory,
            boolean inMemory,
            int maxHeld,
            boolean failAtMaxHeld,
            BatchLimits batch,
            int maxDeaths,
            JournalListener listener) {
        this.directory = directory;
        this.inMemory = inMemory;
        this.maxHeld = maxHeld;
        this.failAtMaxHeld = failAtMaxHeld;
        this.batch = batch;
        this.maxDeaths = maxDeaths;
        this.listener = listener;
    }

    /**
     * The defaults: below {@code /dev/shm}, at most 16 held, single messages, three deaths before quarantine.
     *
     * @return options to refine
     */
    public static JournalOptions defaults() {
        return new JournalOptions(null, false, DEFAULT_MAX_HELD, false, null, 3, new JournalListener() {});
    }

    /**
     * Where the files are. The directory is created with mode 0700 if its parent is there; one that exists must belong to
     * this user alone. What is held survives as long as its file system: in {@code /dev/shm}, like the queues, until the
     * next boot.
     *
     * @param path a directory, or null for the user's own below {@code /dev/shm}
     * @return changed options
     */
    public JournalOptions directory(Path path) {
        return new JournalOptions(path, false, maxHeld, failAtMaxHeld, batch, maxDeaths, listener);
    }

    /**
     * Does without a file: what is held when the process dies is lost. All else is the same.
     *
     * @return changed options
     */
    public JournalOptions inMemory() {
        return new JournalOptions(null, true, maxHeld, failAtMaxHeld, batch, maxDeaths, listener);
    }

    /**
     * How many deliveries (messages, or batches) may be held at once, all readers of the journal together. At that number
     * a reader waits until one is released. What is taken over from the dead is not limited by it.
     *
     * @param deliveries 1 to 65536
     * @return changed options
     * @throws IllegalArgumentException if it is outside that range
     */
    public JournalOptions maxHeld(int deliveries) {
        if (deliveries < 1 || deliveries > MOST_HELD) {
            throw new IllegalArgumentException("maxHeld " + deliveries + " is outside 1 to " + MOST_HELD
                    + ". Give the number of messages that may be in hand at once, for example maxHeld=16.");
        }
        return new JournalOptions(directory, inMemory, deliveries, failAtMaxHeld, batch, maxDeaths, listener);
    }

    /**
     * Makes a receive fail instead of wait when {@link #maxHeld} are held: for callers that release by hand and may have
     * forgotten to.
     *
     * @return changed options
     */
    public JournalOptions failAtMaxHeld() {
        return new JournalOptions(directory, inMemory, maxHeld, true, batch, maxDeaths, listener);
    }

    /**
     * Collects several messages to a delivery, all of which are held until it is released.
     *
     * @param limits when a batch is complete, or null for single messages
     * @return changed options
     */
    public JournalOptions batch(BatchLimits limits) {
        return new JournalOptions(directory, inMemory, maxHeld, failAtMaxHeld, limits, maxDeaths, listener);
    }

    /**
     * Whom to tell of what happens to the journal besides receiving.
     *
     * @param other not null
     * @return changed options
     */
    public JournalOptions listener(JournalListener other) {
        return new JournalOptions(
                directory,
                inMemory,
                maxHeld,
                failAtMaxHeld,
                batch,
                maxDeaths,
                Objects.requireNonNull(other, "listener"));
    }

    /** The directory asked for, or the user's own. */
    Path directory() {
        return directory == null ? JournalDirectory.defaultRoot() : directory;
    }

    /** Where other users have their journals by default, and who they are; empty if a directory was asked for. */
    Map<Path, Integer> othersDirectories() {
        return directory == null && !inMemory ? JournalDirectory.ofOthers() : Map.of();
    }

    boolean isInMemory() {
        return inMemory;
    }

    int maxHeld() {
        return maxHeld;
    }

    boolean isFailAtMaxHeld() {
        return failAtMaxHeld;
    }

    /** Null for single messages. */
    BatchLimits batch() {
        return batch;
    }

    /** Deaths of readers in the middle of one delivery before the message goes to quarantine. */
    int maxDeaths() {
        return maxDeaths;
    }

    JournalListener listener() {
        return listener;
    }
}
