package io.github.posixmq.example.http;

import io.github.posixmq.QueueName;
import io.github.posixmq.camel.PosixMqConstants;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Checks a request to put a message into a queue, and leaves of its headers the priority only. Set up once, then used by
 * any thread.
 */
public final class QueueRequest implements Processor {
    private static final String QUEUE = "queue";
    private static final int HIGHEST_PRIORITY = 32767;

    private Map<String, String> queues = Map.of();

    /**
     * Says which queues may be named.
     *
     * @param names separated by commas, with or without the slash before each
     * @throws IllegalArgumentException if one is no name of a queue, or there is none
     */
    public void setQueues(String names) {
        try {
            queues = Arrays.stream(names.split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .map(name -> QueueName.of(name.startsWith("/") ? name : "/" + name)
                            .toString())
                    .collect(Collectors.toMap(name -> name.substring(1), name -> name, (a, b) -> a, TreeMap::new));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("http.queues = " + names + ": " + e.getMessage(), e);
        }
        if (queues.isEmpty()) {
            throw new IllegalArgumentException(
                    "http.queues names no queue. Write, for example, http.queues = orders,jobs");
        }
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        Message message = exchange.getMessage();
        String name = message.getHeader("name", String.class);
        String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        String priority = message.getHeader("X-Priority", String.class);
        byte[] body = message.getBody(byte[].class);
        message.removeHeaders("*");

        String queue = name == null ? null : queues.get(name);
        if (queue == null) {
            throw new RefusedRequestException(404, "There is no queue of that name here.");
        }
        if (type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            throw new RefusedRequestException(415, "A body in parts is no message. Send the message as the body.");
        }
        exchange.setProperty(QUEUE, queue);
        message.setHeader(PosixMqConstants.PRIORITY, priority == null ? 0 : priority(priority));
        message.setBody(body == null ? new byte[0] : body);
    }

    private static int priority(String text) throws RefusedRequestException {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= HIGHEST_PRIORITY) {
            return Integer.parseInt(text);
        }
        throw new RefusedRequestException(
                400, "X-Priority is not a number from 0 to " + HIGHEST_PRIORITY + ", of which the highest goes first.");
    }
}
