package io.github.posixmq.example.page;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The web server of the page, on loopback alone. Its threads end with it. */
final class PageServer implements AutoCloseable {
    private static final int THREADS = 4;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final HttpServer server;
    private final ExecutorService threads;

    private PageServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static PageServer start(int port, Map<String, HttpHandler> handlers) throws IOException {
        HttpServer http = bind(port);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "page-server");
            thread.setDaemon(true);
            return thread;
        });
        http.setExecutor(threads);
        Guard guard = new Guard(http.getAddress().getPort());
        handlers.forEach((path, handler) ->
                http.createContext(path, handler).getFilters().add(guard));
        http.start();
        return new PageServer(http, threads);
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
        } catch (BindException e) {
            throw new IOException(
                    "The live page cannot have TCP port " + port + " of 127.0.0.1: " + e.getMessage()
                            + ". Add --page-port 0 for any free one, or --no-page",
                    e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
