package io.github.posixmq.example.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, stops, suspends and resumes a route for whoever has the token. Thread-safe. */
final class ControlHandler implements HttpHandler {
    static final String TOKEN_HEADER = "X-Control-Token";

    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
    private static final List<String> ACTIONS = List.of("start", "stop", "suspend", "resume");

    private final CamelContext context;
    private final ControlToken tokenOrNull;

    ControlHandler(CamelContext context, ControlToken tokenOrNull) {
        this.context = context;
        this.tokenOrNull = tokenOrNull;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            Answers.sentence(exchange, 405, "A route is controlled by POST.");
        } else if (tokenOrNull == null) {
            Answers.sentence(
                    exchange, 403, "This page only reads. Start the bridge with --allow-control to change that.");
        } else if (!tokenOrNull.matches(exchange.getRequestHeaders().getFirst(TOKEN_HEADER))) {
            Answers.sentence(exchange, 403, "The token is missing or wrong. The bridge printed it when it started.");
        } else {
            control(exchange);
        }
    }

    private void control(HttpExchange exchange) throws IOException {
        String[] parts = exchange.getRequestURI().getPath().split("/", -1);
        String id = parts.length == 5 ? parts[3] : "";
        String action = parts.length == 5 ? parts[4] : "";
        if (context.getRoute(id) == null) {
            Answers.sentence(exchange, 404, "There is no route " + id + ".");
        } else if (!ACTIONS.contains(action)) {
            Answers.sentence(exchange, 404, "A route can be told to " + String.join(", ", ACTIONS) + ".");
        } else {
            act(exchange, id, action);
        }
    }

    private void act(HttpExchange exchange, String id, String action) throws IOException {
        LOG.info("Route {}: {} asked for on the live page", id, action);
        String failure = null;
        try {
            run(context.getRouteController(), id, action);
        } catch (Exception e) {
            failure = "Route " + id + " could not " + action + ": " + e.getMessage();
        }
        if (failure == null) {
            Answers.sentence(
                    exchange,
                    200,
                    "Route " + id + " is now " + context.getRouteController().getRouteStatus(id) + ".");
        } else {
            Answers.sentence(exchange, 500, failure);
        }
    }

    private static void run(RouteController routes, String id, String action) throws Exception {
        switch (action) {
            case "start" -> routes.startRoute(id);
            case "stop" -> routes.stopRoute(id);
            case "suspend" -> routes.suspendRoute(id);
            default -> routes.resumeRoute(id);
        }
    }
}
