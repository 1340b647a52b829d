package io.github.posixmq.camel;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/** A queue stayed full for as long as the producer's option {@code sendTimeout} allows; the message was not sent. */
public final class QueueFullException extends CamelExchangeException {
    private static final long serialVersionUID = 1L;

    private final String queue;
    private final int capacity;
    private final long sendTimeout;

    QueueFullException(Exchange exchange, String queue, int capacity, long sendTimeout) {
        super(
                "Queue " + queue + " is full with " + capacity + " messages and had no room within sendTimeout="
                        + sendTimeout + " ms, so the message was not sent. See that its readers run, or wait longer"
                        + " (sendTimeout=-1 waits for ever), drop instead (discardWhenFull=true), or create the queue"
                        + " with a greater maxMessages",
                exchange);
        this.queue = queue;
        this.capacity = capacity;
        this.sendTimeout = sendTimeout;
    }

    /**
     * The queue that is full.
     *
     * @return its name with the slash
     */
    public String queue() {
        return queue;
    }

    /**
     * Its capacity.
     *
     * @return in messages
     */
    public int capacity() {
        return capacity;
    }

    /**
     * How long the producer waited.
     *
     * @return milliseconds; 0 if it did not wait
     */
    public long sendTimeout() {
        return sendTimeout;
    }
}
