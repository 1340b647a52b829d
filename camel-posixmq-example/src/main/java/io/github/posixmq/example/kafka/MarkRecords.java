package io.github.posixmq.example.kafka;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Marks the records of a batch that is sent once more: the cluster may have some of them already. Any thread. */
public final class MarkRecords implements Processor {
    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().getBody(RecordBatch.class).mark();
    }
}
