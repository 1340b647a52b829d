package io.github.posixmq.example.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/** Answers what is known now, with the samples after the one that the page has already. Thread-safe. */
final class StateHandler implements HttpHandler {
    private static final String SINCE = "since=";

    private final StateJson json;

    StateHandler(StateJson json) {
        this.json = json;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (Answers.isReading(exchange)) {
            Answers.send(exchange, 200, "application/json", json.after(since(exchange)));
        }
    }

    private static long since(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        if (query == null || !query.matches(SINCE + "[0-9]{1,18}")) {
            return 0;
        }
        return Long.parseLong(query.substring(SINCE.length()));
    }
}
