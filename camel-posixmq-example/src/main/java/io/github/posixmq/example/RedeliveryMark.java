package io.github.posixmq.example;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Marks a message that a route sends once more after an error: the target may have it already, and only the confirmation
 * was lost.
 */
public final class RedeliveryMark implements Processor {
    /** A plain name, since headers that begin with Camel stay in this process. */
    public static final String HEADER = "PosixMqRedelivered";

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setHeader(HEADER, true);
    }
}
