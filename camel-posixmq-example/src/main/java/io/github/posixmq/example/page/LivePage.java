package io.github.posixmq.example.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The live page of one Camel context, from a start to a close. Thread-safe. */
public final class LivePage implements AutoCloseable {
    private final Sampler sampler;
    private final PageServer server;
    private final List<String> announcement;

    private LivePage(Sampler sampler, PageServer server, List<String> announcement) {
        this.sampler = sampler;
        this.server = server;
        this.announcement = announcement;
    }

    /**
     * Serves the page; returns when it can be opened.
     *
     * @param context whose routes and queues it shows
     * @param options where and how
     * @return what ends it; with {@code --no-page} nothing is served
     * @throws IOException if the port is taken or the token file is no good; the message says what to type
     */
    public static LivePage start(CamelContext context, PageOptions options) throws IOException {
        if (options.isOff()) {
            return new LivePage(null, null, List.of());
        }
        ControlToken token = token(options);
        Sampler sampler = new Sampler(context);
        PageServer server = PageServer.start(
                options.port(),
                Map.of(
                        "/api/state", new StateHandler(new StateJson(context, sampler, token != null)),
                        "/api/routes/", new ControlHandler(context, token),
                        "/", new StaticFiles()));
        sampler.start();
        List<String> lines = new ArrayList<>();
        lines.add("Live page: http://127.0.0.1:" + server.port() + "/");
        if (token != null && options.tokenFileOrNull() == null) {
            lines.add("Token to control routes on it: " + token.text());
        }
        return new LivePage(sampler, server, List.copyOf(lines));
    }

    private static ControlToken token(PageOptions options) throws IOException {
        if (!options.isControlAllowed()) {
            return null;
        }
        return options.tokenFileOrNull() == null ? ControlToken.random() : ControlToken.in(options.tokenFileOrNull());
    }

    /**
     * What to tell the person who started it.
     *
     * @return the address, and the token if it was made now; empty if there is no page
     */
    public List<String> announcement() {
        return announcement;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            sampler.close();
        }
    }
}
