package io.github.posixmq;

import java.nio.file.Path;

/** Where a {@link HeldMessage} is. Objects keep nothing open. */
interface HeldPlace {
    /** What is done with a message's body before it is removed. */
    interface First {
        void accept(byte[] body) throws MessageQueueException;
    }

    Path path();

    byte[] body() throws MessageQueueException;

    /** Locks the file, does what is to come first, and removes the message if that went well. */
    void remove(First first) throws MessageQueueException;

    static MessageQueueException gone(String id, QueueName queue) {
        return new MessageQueueException(
                "open",
                queue,
                Errno.ENOENT,
                "message " + id + " is not held any more: somebody has released it or put it back, or it was delivered",
                "List again what is held.");
    }
}
