package io.github.posixmq;

import java.io.IOException;

/**
 * A call on a queue that failed. The message names the operation, the queue, the errno, the value and bound that it
 * broke where there is one, and ends with what to do about it. Subclasses exist where a caller acts differently.
 */
public class MessageQueueException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final String queue;
    private final String errnoName;
    private final String remedy;

    MessageQueueException(String operation, QueueName queue, Errno errno, String reason, String remedy) {
        super(operation + (queue == null ? "" : " " + queue) + ": " + reason + " (" + errno + "). " + remedy);
        this.operation = operation;
        this.queue = queue == null ? null : queue.toString();
        this.errnoName = errno.toString();
        this.remedy = remedy;
    }

    /**
     * What was tried.
     *
     * @return the name of the C function, for example {@code mq_open}
     */
    public String operation() {
        return operation;
    }

    /**
     * The queue it was tried on.
     *
     * @return its name with the slash, or null where no queue was concerned
     */
    public String queue() {
        return queue;
    }

    /**
     * What the kernel answered, or would have answered where the wrapper saw it first.
     *
     * @return a name of errno(3), for example {@code EMFILE}; {@code errno N} for a number without one
     */
    public String errnoName() {
        return errnoName;
    }

    /**
     * What to do about it.
     *
     * @return a sentence, with the command to type where there is one
     */
    public String remedy() {
        return remedy;
    }
}
