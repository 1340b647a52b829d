package io.github.posixmq;

import java.nio.file.Path;

/**
 * Hears what a {@link Journal} does besides receiving. Called by readers and by the housekeeper thread, which it must not
 * block. Every method has a body that does nothing.
 */
public interface JournalListener {
    /**
     * The journal of a reader that is gone was taken over; what it held is delivered again.
     *
     * @param file its file
     * @param pid the process that had it
     * @param messages how many it held
     */
    default void takenOver(Path file, int pid, int messages) {}

    /**
     * A message was set aside for good and is not delivered any more.
     *
     * @param file where it is now
     * @param priority its priority
     * @param bytes the length of its body
     * @param reason a clause that says why
     */
    default void quarantined(Path file, int priority, int bytes, String reason) {}

    /**
     * A file in the journal's directory cannot be read as a journal. It has been renamed and is left alone from now on.
     *
     * @param file what it is called now
     * @param reason a clause that says why
     */
    default void setAside(Path file, String reason) {}

    /**
     * The journal's file or directory was deleted by somebody; another has been made.
     *
     * @param file the new one
     */
    default void recreated(Path file) {}

    /**
     * As many deliveries are held as may be; readers wait. Told once until one has been released.
     *
     * @param held how many
     */
    default void full(int held) {}

    /**
     * Another user has journals on this machine. What dead processes of that user hold cannot be read by this one, and is
     * delivered by a reader of that user only. Told once for each directory in the life of this process.
     *
     * @param directory the other user's
     * @param owner the other user's number
     */
    default void othersHold(Path directory, int owner) {}

    /**
     * Something failed that is tried again within a second.
     *
     * @param failure why
     */
    default void failed(MessageQueueException failure) {}
}
