package io.github.posixmq.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.zip.GZIPInputStream;

/**
 * An HTTP collector that answers each request as the test says, and keeps what it got. A negative status breaks the
 * connection instead.
 */
final class Collector implements AutoCloseable {
    static final int BROKEN = -1;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final IntFunction<Integer> answers;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private Collector(HttpServer server, IntFunction<Integer> answers) {
        this.server = server;
        this.answers = answers;
    }

    /**
     * Starts one.
     *
     * @param port 0 for any
     * @param answers the status for the first request, the second and so on; they are counted from 1
     */
    static Collector start(int port, IntFunction<Integer> answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10);
        Collector collector = new Collector(server, answers);
        server.setExecutor(collector.threads);
        server.createContext("/", collector::handle);
        server.start();
        return collector;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] compressed = exchange.getRequestBody().readAllBytes();
        byte[] body;
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            body = gzip.readAllBytes();
        }
        int number;
        synchronized (this) {
            number = requests.size() + 1;
            requests.add(new Request(
                    exchange.getRequestMethod(), Map.copyOf(exchange.getRequestHeaders()), text(body), body.length));
        }
        int status = answers.apply(number);
        if (status == BROKEN) {
            exchange.close();
            return;
        }
        byte[] answer = ("answer " + number).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/v1?lang=en";
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /**
     * What came.
     *
     * @param headers their names begin with a capital
     * @param body decompressed
     */
    record Request(String method, Map<String, List<String>> headers, String body, int bytes) {
        String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of("none")));
        }
    }
}
