package io.github.posixmq.example.kafka;

import io.github.posixmq.example.RedeliveryMark;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Marks the records of a batch that is sent once more: the cluster may have some of them already. Any thread. */
public final class MarkRecords implements Processor {
    @Override
    public void process(Exchange exchange) {
        List<?> records = exchange.getMessage().getBody(List.class);
        for (Object each : records) {
            if (each instanceof Message record) {
                record.setHeader(RedeliveryMark.HEADER, "true");
            }
        }
    }
}
