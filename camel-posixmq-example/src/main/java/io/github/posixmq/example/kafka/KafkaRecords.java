package io.github.posixmq.example.kafka;

import io.github.posixmq.camel.PosixMqConstants;
import io.github.posixmq.example.RedeliveryMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/**
 * Makes of a batch of a POSIX queue one Kafka record for each message, with a key, and with headers of plain names only.
 * Set up once, then used by any thread.
 */
public final class KafkaRecords implements Processor {
    private static final String PRIORITY = "PosixMqPriority";

    private String keyField = "";
    private String defaultKey = "";
    private Duration timeout = Duration.ofSeconds(5);

    /**
     * Says where the key stands.
     *
     * @param name a field of the JSON object that a message is; empty for no such field
     */
    public void setKeyField(String name) {
        keyField = name;
    }

    /**
     * Says what the key of a record is that has no such field.
     *
     * @param key not empty
     */
    public void setDefaultKey(String key) {
        defaultKey = key;
    }

    /**
     * Says how long a send waits for the cluster.
     *
     * @param millis that many milliseconds
     */
    public void setTimeout(long millis) {
        timeout = Duration.ofMillis(millis);
    }

    @Override
    public void process(Exchange exchange) {
        Message batch = exchange.getMessage();
        List<?> bodies = batch.getBody(List.class);
        List<?> priorities = batch.getHeader(PosixMqConstants.PRIORITIES, List.class);
        boolean redelivered = batch.getHeader(PosixMqConstants.REDELIVERED, false, Boolean.class);
        List<Message> records = new ArrayList<>(bodies.size());
        for (int i = 0; i < bodies.size(); i++) {
            records.add(record(exchange, (byte[]) bodies.get(i), String.valueOf(priorities.get(i)), redelivered));
        }
        batch.removeHeaders("*");
        batch.setBody(new RecordBatch(records, timeout));
    }

    private Message record(Exchange exchange, byte[] body, String priority, boolean redelivered) {
        Message record = new DefaultMessage(exchange.getContext());
        record.setBody(body);
        String key = keyField.isEmpty() ? null : JsonField.of(body, keyField);
        record.setHeader(KafkaConstants.KEY, key == null ? defaultKey : key);
        record.setHeader(PRIORITY, priority);
        if (redelivered) {
            record.setHeader(RedeliveryMark.HEADER, "true");
        }
        return record;
    }
}
