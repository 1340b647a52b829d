package io.github.posixmq.example.page;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Set;

/**
 * Answers only who asked for this machine by name, so that a web site whose name is made to mean 127.0.0.1 gets nothing,
 * and sets the headers that every answer has. Immutable.
 */
final class Guard extends Filter {
    private final Set<String> hosts;

    Guard(int port) {
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null || !hosts.contains(host)) {
            Answers.sentence(exchange, 421, "This page is for http://127.0.0.1 and http://localhost with its port.");
            return;
        }
        try {
            chain.doFilter(exchange);
        } catch (RuntimeException e) {
            Answers.sentence(exchange, 500, "The page has failed: " + e);
        }
    }

    @Override
    public String description() {
        return "host names and headers";
    }
}
