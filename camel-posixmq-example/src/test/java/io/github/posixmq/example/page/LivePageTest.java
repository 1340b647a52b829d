package io.github.posixmq.example.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.posixmq.MessageQueue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page's server answers, and what it refuses. */
class LivePageTest {
    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> ask(PageFixture fixture, String method, String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(fixture.url()).resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header(ControlHandler.TOKEN_HEADER, token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String rawStatus(PageFixture fixture, String host) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.port())) {
            socket.getOutputStream()
                    .write(("GET /api/state HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.split(" ", 3)[1];
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/page.js", "/page.css", "/chart.js", "/control.js", "/uplot.js", "/uplot.css", "/icon.svg"
            })
    void everyFileIsServedUnderAStrictPolicy(String path) throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0")) {
            HttpResponse<String> answer = ask(fixture, "GET", path, null);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isNotBlank();
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy ->
                            assertThat(policy).startsWith("default-src 'self';").doesNotContain("unsafe"));
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(ask(fixture, "HEAD", path, null).statusCode()).isEqualTo(200);
            assertThat(ask(fixture, "POST", path, null).statusCode()).isEqualTo(405);
        }
    }

    @Test
    void onlyThisMachineByNameIsAnswered() throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0")) {
            int port = fixture.port();
            assertThat(rawStatus(fixture, "127.0.0.1:" + port)).isEqualTo("200");
            assertThat(rawStatus(fixture, "localhost:" + port)).isEqualTo("200");
            assertThat(rawStatus(fixture, "[::1]:" + port)).isEqualTo("200");
            assertThat(rawStatus(fixture, "rebound.example:" + port)).isEqualTo("421");
            assertThat(rawStatus(fixture, "127.0.0.1")).isEqualTo("421");
        }
    }

    @Test
    void queueThatIsUnlinkedIsToldOf() throws Exception {
        try (PageFixture fixture = PageFixture.start("--page-port=0")) {
            fixture.context().getRouteController().stopRoute(PageFixture.ROUTE);
            MessageQueue.unlink(fixture.queue());
            Awaitility.await().untilAsserted(() -> assertThat(
                            ask(fixture, "GET", "/api/state", null).body())
                    .contains("\"name\":\"" + fixture.queue() + "\",\"problem\":\""));
        }
    }

    @Test
    void routesAreLeftAloneWithoutTheTokenOrThePermission() throws Exception {
        String stop = "/api/routes/" + PageFixture.ROUTE + "/stop";
        try (PageFixture reading = PageFixture.start("--page-port=0");
                PageFixture controlled = PageFixture.start("--page-port=0", "--allow-control")) {
            assertThat(ask(reading, "POST", stop, "x").body()).contains("--allow-control");
            assertThat(ask(reading, "POST", stop, "x").statusCode()).isEqualTo(403);
            assertThat(ask(controlled, "POST", stop, null).statusCode()).isEqualTo(403);
            assertThat(ask(controlled, "POST", stop, controlled.token() + "x").statusCode())
                    .isEqualTo(403);
            assertThat(ask(controlled, "GET", stop, controlled.token()).statusCode())
                    .isEqualTo(405);
            assertThat(ask(controlled, "POST", "/api/routes/none/stop", controlled.token())
                            .statusCode())
                    .isEqualTo(404);
            assertThat(controlled
                            .context()
                            .getRouteController()
                            .getRouteStatus(PageFixture.ROUTE)
                            .isStarted())
                    .isTrue();
            HttpResponse<String> answer = ask(controlled, "POST", stop, controlled.token());
            assertThat(answer.body()).isEqualTo("Route slow-route is now Stopped.");
        }
    }

    @Test
    void portThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DefaultCamelContext context = new DefaultCamelContext()) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> LivePage.start(context, PageFixture.options("--page-port=" + port)))
                    .hasMessageContainingAll(port, "--page-port 0", "--no-page");
        }
    }

    @Test
    void tokenFileOfOthersIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> ControlToken.in(file)).hasMessageContaining("chmod 600 " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(ControlToken.in(file).matches("0123456789abcdef")).isTrue();
        Files.writeString(file, "short");
        assertThatThrownBy(() -> ControlToken.in(file)).hasMessageContaining("at least 16");
    }
}
