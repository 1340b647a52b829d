package io.github.posixmq.example.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** Serves the files of the page, which are all named here. Immutable. */
final class StaticFiles implements HttpHandler {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final String CHART = "/META-INF/resources/webjars/uplot/" + chartVersion() + "/dist/";

    private static final Map<String, File> FILES = Map.of(
            "/", new File("/page/index.html", "text/html; charset=utf-8"),
            "/page.css", new File("/page/page.css", STYLE),
            "/page.js", new File("/page/page.js", SCRIPT),
            "/control.js", new File("/page/control.js", SCRIPT),
            "/chart.js", new File("/page/chart.js", SCRIPT),
            "/icon.svg", new File("/page/icon.svg", "image/svg+xml"),
            "/uplot.js", new File(CHART + "uPlot.esm.js", SCRIPT),
            "/uplot.css", new File(CHART + "uPlot.min.css", STYLE));

    private record File(String resource, String type) {}

    /** The chart library's jar tells its own version, so that only the build names one. */
    private static String chartVersion() {
        Properties jar = new Properties();
        try (InputStream in =
                StaticFiles.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            jar.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar.getProperty("version");
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!Answers.isReading(exchange)) {
            return;
        }
        String path = exchange.getRequestURI().getPath();
        File file = FILES.get(path);
        if (file == null) {
            Answers.sentence(exchange, 404, "There is no such page. The live page is at /");
            return;
        }
        try (InputStream in = StaticFiles.class.getResourceAsStream(file.resource())) {
            Answers.send(exchange, 200, file.type(), in.readAllBytes());
        }
    }
}
