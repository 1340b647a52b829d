package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.ReceivedMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code http-to-queue.yaml}, asked by a client as any. */
class HttpToQueueTest {
    private static final TestQueue QUEUE = new TestQueue();
    private static final TestQueue NARROW = new TestQueue();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Child bridge;
    private static URI base;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        int port = Deployment.freePort();
        base = URI.create("http://127.0.0.1:" + port + "/");
        bridge = new Deployment(folder, "http-to-queue.yaml")
                .set("http.queues", QUEUE.name().substring(1) + ", " + NARROW.name())
                .set("http.max-message-size", 1000)
                .set("camel.server.port", port)
                .startReady();
    }

    @AfterAll
    static void end() throws Exception {
        try (Child ended = bridge) {
            Deployment.stop(ended);
        } finally {
            QUEUE.close();
            NARROW.close();
        }
    }

    /** It stays, since a sender that is busy sees only after a moment that its queue is unlinked. */
    @BeforeEach
    void emptyQueue() throws IOException {
        try (MessageQueue queue = open()) {
            ReceivedMessage left = queue.tryReceive();
            while (left != null) {
                left = queue.tryReceive();
            }
        }
    }

    private static HttpRequest.Builder request() {
        return HttpRequest.newBuilder(base.resolve("queues" + QUEUE.name())).timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    private static MessageQueue open() throws IOException {
        return QUEUE.open();
    }

    @Test
    void putsTheBodyIntoTheQueue() throws Exception {
        assertThat(send(request().POST(body("first"))).statusCode()).isEqualTo(202);
        HttpResponse<String> urgent = send(request()
                .header("X-Priority", "32767")
                .header("CamelPosixMqPriority", "1")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(body("a=ü&b=2")));
        assertThat(urgent.statusCode()).isEqualTo(202);
        assertThat(urgent.headers().map()).doesNotContainKeys("camelposixmqpriority", "x-priority");
        try (MessageQueue queue = open()) {
            ReceivedMessage message = queue.tryReceive();
            assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo("a=ü&b=2");
            assertThat(message.priority()).isEqualTo(32767);
            message = queue.tryReceive();
            assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo("first");
            assertThat(message.priority()).isZero();
            assertThat(queue.tryReceive()).isNull();
        }
    }

    @Test
    void takesBinaryAndEmptyBodies() throws Exception {
        byte[] binary = {0, (byte) 0xFF, 10, 13, (byte) 0x80};
        HttpRequest.BodyPublisher bytes = HttpRequest.BodyPublishers.ofByteArray(binary);
        assertThat(send(request().POST(bytes)).statusCode()).isEqualTo(202);
        assertThat(send(request().POST(HttpRequest.BodyPublishers.noBody())).statusCode())
                .isEqualTo(202);
        try (MessageQueue queue = open()) {
            assertThat(queue.tryReceive().body()).isEqualTo(binary);
            assertThat(queue.tryReceive().body()).isEmpty();
        }
    }

    @Test
    void refusesAQueueThatIsNotInTheList() throws Exception {
        HttpRequest.Builder other = HttpRequest.newBuilder(base.resolve("queues/posixmq-example-none"));
        assertThat(send(other.POST(body("x"))).statusCode()).isEqualTo(404);
        HttpRequest.Builder deeper = HttpRequest.newBuilder(base.resolve("queues" + QUEUE.name() + "/x"));
        assertThat(send(deeper.POST(body("x"))).statusCode()).isEqualTo(404);
        HttpRequest.Builder tricky = HttpRequest.newBuilder(base.resolve("queues" + QUEUE.name() + "%3Fcreate=true"));
        assertThat(send(tricky.POST(body("x"))).statusCode()).isEqualTo(404);
    }

    @Test
    void refusesOtherMethods() throws Exception {
        assertThat(send(request().GET()).statusCode()).isEqualTo(405);
        assertThat(send(request().PUT(body("x"))).statusCode()).isEqualTo(405);
        assertThat(send(request().DELETE()).statusCode()).isEqualTo(405);
    }

    @Test
    void refusesAPriorityThatIsNone() throws Exception {
        for (String priority : new String[] {"32768", "-1", "high", "99999999999"}) {
            HttpResponse<String> answer =
                    send(request().header("X-Priority", priority).POST(body("x")));
            assertThat(answer.statusCode()).as(priority).isEqualTo(400);
            assertThat(answer.body()).contains("0 to 32767");
        }
    }

    @Test
    void refusesABodyThatNoMessageCanHave() throws Exception {
        assertThat(send(request().POST(body("x".repeat(1000)))).statusCode()).isEqualTo(202);
        assertThat(send(request().POST(body("x".repeat(1001)))).statusCode()).isEqualTo(413);
        HttpRequest.BodyPublisher unannounced =
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100_000]));
        assertThat(send(request().POST(unannounced)).statusCode()).isEqualTo(413);
    }

    /** A queue of another geometry than the bridge would give it. */
    @Test
    void refusesABodyThatIsTooLargeForTheQueueThatIsThere() throws Exception {
        MessageQueue.open(
                        NARROW.name(),
                        OpenOptions.readWrite().create().maxMessages(1).maxMessageSize(10))
                .close();
        HttpRequest.Builder narrow = HttpRequest.newBuilder(base.resolve("queues" + NARROW.name()));
        assertThat(send(narrow.POST(body("x".repeat(11)))).statusCode()).isEqualTo(413);
        assertThat(send(narrow.POST(body("x".repeat(10)))).statusCode()).isEqualTo(202);
    }

    /** Also a form, whose fields are no headers. */
    @Test
    void takesTheBodyAsItIsWhateverItsType() throws Exception {
        String form = "--b\r\nContent-Disposition: form-data; name=\"X-Priority\"\r\n\r\n9\r\n--b--\r\n";
        HttpRequest.Builder parts = request()
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(body(form));
        assertThat(send(parts).statusCode()).isEqualTo(202);
        try (MessageQueue queue = open()) {
            ReceivedMessage message = queue.tryReceive();
            assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo(form);
            assertThat(message.priority()).isZero();
        }
    }

    @Test
    void saysWhenTheQueueIsFull() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(send(request().POST(body("x"))).statusCode()).isEqualTo(202);
        }
        HttpResponse<String> full = send(request().POST(body("x")));
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("Retry-After")).contains("1");
        try (MessageQueue queue = open()) {
            queue.tryReceive();
        }
        assertThat(send(request().POST(body("x"))).statusCode()).isEqualTo(202);
    }
}
