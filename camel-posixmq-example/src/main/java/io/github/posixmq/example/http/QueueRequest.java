package io.github.posixmq.example.http;

import io.github.posixmq.QueueName;
import io.github.posixmq.camel.PosixMqConstants;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Arrays;
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
    private int maxBodySize = 8192;

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

    /**
     * Says how large a body may be.
     *
     * @param bytes at least 1
     */
    public void setMaxBodySize(int bytes) {
        maxBodySize = bytes;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException, IOException {
        Message message = exchange.getMessage();
        HttpServerRequest request = message.getBody(HttpServerRequest.class);
        String name = message.getHeader("name", String.class);
        message.removeHeaders("*");
        message.setBody(null);
        try {
            exchange.setProperty(QUEUE, queue(name));
            message.setHeader(PosixMqConstants.PRIORITY, priority(request.getHeader("X-Priority")));
            message.setBody(new RequestBody(request, maxBodySize).read());
        } catch (RefusedRequestException e) {
            RequestBody.discard(request);
            throw e;
        }
    }

    private String queue(String name) throws RefusedRequestException {
        String queue = name == null ? null : queues.get(name);
        if (queue == null) {
            throw new RefusedRequestException(404, "There is no queue of that name here.");
        }
        return queue;
    }

    private static int priority(String text) throws RefusedRequestException {
        if (text == null) {
            return 0;
        }
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= HIGHEST_PRIORITY) {
            return Integer.parseInt(text);
        }
        throw new RefusedRequestException(
                400, "X-Priority is not a number from 0 to " + HIGHEST_PRIORITY + ", of which the highest goes first.");
    }
}
