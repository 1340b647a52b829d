package io.github.posixmq.example.collector;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes payloads of a batch, one unless the batch is too large for it, and puts aside what is no event. Set up once, then
 * used by any thread.
 */
public final class PackEvents implements Processor {
    /** Most bytes of a payload, before compression. */
    static final int MAX_BYTES = 500 * 1024;

    /** Exchange property: the messages of the batch that are no events. */
    static final String UNUSABLE = "collector.unusable";

    private Format format = Format.V2J;

    /**
     * Says how events are put together.
     *
     * @param label 2j or 2
     * @throws IllegalArgumentException if it is neither
     */
    public void setFormat(String label) {
        format = Format.of(label);
    }

    @Override
    public void process(Exchange exchange) {
        List<DeadLetter> unusable = new ArrayList<>();
        List<byte[]> events = new ArrayList<>();
        for (Object each : exchange.getMessage().getBody(List.class)) {
            byte[] body = (byte[]) each;
            String complaint = complaint(body);
            if (complaint == null) {
                events.add(body);
            } else {
                unusable.add(new DeadLetter(body, complaint));
            }
        }
        exchange.setProperty(UNUSABLE, unusable);
        exchange.getMessage().setBody(pack(events));
    }

    private String complaint(byte[] body) {
        if (format.size(1, body.length) > MAX_BYTES) {
            return "It has " + body.length + " bytes, and a request has at most " + MAX_BYTES + ".";
        }
        return JsonText.complaint(body);
    }

    private List<Payload> pack(List<byte[]> events) {
        List<Payload> payloads = new ArrayList<>();
        List<byte[]> current = new ArrayList<>();
        long bytes = 0;
        for (byte[] event : events) {
            if (format.size(current.size() + 1, bytes + event.length) > MAX_BYTES) {
                payloads.add(new Payload(current, format));
                current = new ArrayList<>();
                bytes = 0;
            }
            current.add(event);
            bytes += event.length;
        }
        if (!current.isEmpty()) {
            payloads.add(new Payload(current, format));
        }
        return payloads;
    }
}
