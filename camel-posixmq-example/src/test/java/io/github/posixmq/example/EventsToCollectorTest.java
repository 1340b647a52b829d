package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.HeldMessages;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.QueueName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code events-to-collector.yaml} with a collector that fails in every way. */
class EventsToCollectorTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    @TempDir
    Path folder;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private Path secret;

    @BeforeEach
    void writeSecret() throws IOException {
        secret = folder.resolve("secret");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "c2VjcmV0\n");
    }

    private Path deadLetters() {
        return folder.resolve("dead.ndjson");
    }

    private Deployment deployment(String url) throws IOException {
        return new Deployment(folder, "events-to-collector.yaml")
                .set("collector.queue", queue.name())
                .set("collector.url", url)
                .set("collector.key-name", "test-key")
                .set("collector.secret-file", secret)
                .set("collector.dead-letters", deadLetters());
    }

    private static void send(MessageQueue sender, String... events) throws IOException {
        for (String event : events) {
            sender.send(event.getBytes(StandardCharsets.UTF_8), 0);
        }
    }

    private int held() throws IOException {
        return HeldMessages.in(null).list(QueueName.of(queue.name())).size();
    }

    private static void await(Collector collector, int requests) {
        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(collector.requests())
                .hasSizeGreaterThanOrEqualTo(requests));
    }

    private static void assertSigned(Collector.Request request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected = HexFormat.of().formatHex(mac.doFinal(request.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(request.header("X-signature")).isEqualTo("key=test-key, mac=" + expected);
    }

    private static Set<Integer> numbers(Iterable<Collector.Request> requests) {
        Set<Integer> numbers = new TreeSet<>();
        for (Collector.Request request : requests) {
            for (Matcher each = NUMBER.matcher(request.body()); each.find(); ) {
                numbers.add(Integer.parseInt(each.group(1)));
            }
        }
        return numbers;
    }

    @Test
    void postsAnArrayCompressedAndSigned() throws Exception {
        try (Collector collector = Collector.start(0, n -> 200);
                MessageQueue sender = queue.open()) {
            send(sender, "{\"n\":1,\"ü\":\"ß\"}", "{\"n\":2}");
            try (Child bridge = deployment(collector.url()).startReady()) {
                await(collector, 1);
                Awaitility.await().atMost(SOON).until(() -> held() == 0);
                Collector.Request request = collector.requests().get(0);
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.body()).isEqualTo("[{\"n\":1,\"ü\":\"ß\"},{\"n\":2}]");
                assertThat(request.header("Content-type")).isEqualTo("application/json");
                assertThat(request.header("Content-encoding")).isEqualTo("gzip");
                assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("Camel"));
                assertSigned(request);
                Deployment.stop(bridge);
            }
            assertThat(collector.requests()).hasSize(1);
            assertThat(deadLetters()).doesNotExist();
        }
    }

    @Test
    void postsTheEnvelopeOfThrift() throws Exception {
        try (Collector collector = Collector.start(0, n -> 202);
                MessageQueue sender = queue.open()) {
            send(sender, "{\"n\":1}", "{\"n\":2}");
            try (Child bridge =
                    deployment(collector.url()).set("collector.format", "2").startReady()) {
                await(collector, 1);
                assertThat(collector.requests().get(0).body())
                        .isEqualTo("{\"1\":{\"lst\":[\"rec\",2,{\"n\":1},{\"n\":2}]}}");
                assertSigned(collector.requests().get(0));
                Deployment.stop(bridge);
            }
        }
    }

    @Test
    void triesAgainAfterServerErrorsAndBrokenConnections() throws Exception {
        int[] answers = {500, Collector.BROKEN, 503, 200};
        try (Collector collector = Collector.start(0, n -> answers[Math.min(n, answers.length) - 1]);
                MessageQueue sender = queue.open();
                Child bridge = deployment(collector.url()).startReady()) {
            send(sender, "{\"n\":1}");
            await(collector, answers.length);
            Awaitility.await().atMost(SOON).until(() -> held() == 0);
            assertThat(collector.requests()).extracting(Collector.Request::body).containsOnly("[{\"n\":1}]");
            Deployment.stop(bridge);
            assertThat(deadLetters()).doesNotExist();
        }
    }

    /** As after the five minutes: the route gives up, and the journal does not. */
    @Test
    void whatWasTriedInVainComesAgainFromTheJournal() throws Exception {
        try (Collector collector = Collector.start(0, n -> n < 5 ? 500 : 200);
                MessageQueue sender = queue.open();
                Child bridge =
                        deployment(collector.url()).set("collector.retries", 1).startReady()) {
            send(sender, "{\"n\":1}", "no JSON");
            await(collector, 5);
            Awaitility.await().atMost(SOON).until(() -> held() == 0);
            assertThat(bridge.output()).contains("Exhausted after delivery attempt: 2");
            assertThat(numbers(List.of(collector.requests().get(4)))).containsExactly(1);
            Deployment.stop(bridge);
            assertThat(Files.readAllLines(deadLetters())).hasSize(1);
        }
    }

    @Test
    void givesUpOnWhatIsRefusedAndPutsAsideWhatIsNoEvent() throws Exception {
        int[] answers = {422, 413, 200};
        try (Collector collector = Collector.start(0, n -> answers[Math.min(n, answers.length) - 1]);
                MessageQueue sender = queue.open();
                Child bridge = deployment(collector.url()).startReady()) {
            send(sender, "{\"n\":1}");
            Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(bridge.output())
                    .contains("1 events are dropped. The collector answered 422: answer 1"));
            send(sender, "{\"n\":2}");
            Awaitility.await().atMost(SOON).until(() -> Files.exists(deadLetters()) && held() == 0);
            send(sender, "{\"n\":3", "", "{\"n\":4} {}", "{\"n\":5}");
            sender.send(new byte[] {'"', (byte) 0xFF, '"'}, 0);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> Files.readAllLines(deadLetters()).size() == 5 && held() == 0);
            Deployment.stop(bridge);
            assertThat(Files.getPosixFilePermissions(deadLetters()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(String.join("\n", Files.readAllLines(deadLetters())))
                    .contains("The collector answered 413: answer 2\",\"event\":\"{\\\"n\\\":2}\"}")
                    .contains("It is not JSON: ", "\"event\":\"{\\\"n\\\":3\"}")
                    .contains("It is empty.\",\"event\":\"\"}")
                    .contains("It is more than one JSON value.")
                    .contains("It is not UTF-8.\",\"base64\":\"Iv8i\"}")
                    .doesNotContain("\\\"n\\\":1", "\\\"n\\\":5");
            assertThat(numbers(collector.requests())).containsExactly(1, 2, 5);
        }
    }

    @Test
    void noPayloadIsLargerThan500KiB() throws Exception {
        int events = 160;
        String filler = "x".repeat(8100);
        try (Collector collector = Collector.start(0, n -> 200);
                MessageQueue sender = queue.open();
                Child bridge = deployment(collector.url()).startReady()) {
            for (int i = 0; i < events; i++) {
                send(sender, "{\"n\":" + i + ",\"f\":\"" + filler + "\"}");
            }
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> numbers(collector.requests()).size() == events);
            assertThat(collector.requests())
                    .allSatisfy(request -> assertThat(request.bytes()).isLessThanOrEqualTo(500 * 1024));
            assertThat(collector.requests()).hasSizeLessThan(events / 4);
            Deployment.stop(bridge);
        }
    }

    /** The second batch has reached the collector when the bridge is killed, which does not know it and sends it again. */
    @Test
    void losesNothingWhenItIsKilledOrTheCollectorIsAway() throws Exception {
        int events = 300;
        int port = Deployment.freePort();
        CompletableFuture<Child> victim = new CompletableFuture<>();
        Collector first = Collector.start(port, n -> killAtSecond(n, victim));
        Thread feeder = new Thread(() -> feed(events), "feeder");
        try {
            Deployment deployment = deployment("http://127.0.0.1:" + port + "/").set("collector.batch-size", 20);
            try (Child bridge = deployment.startReady()) {
                victim.complete(bridge);
                feeder.start();
                assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(128 + 9);
            }
            assertThat(held()).isPositive();
            try (Child bridge = deployment.startReady()) {
                await(first, 5);
                first.close();
                Awaitility.await().atMost(SOON).until(() -> bridge.output().contains("Failed delivery"));
                long begin = System.nanoTime();
                Deployment.stop(bridge);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONGEST_STOP);
                assertThat(held()).isPositive();
            }
            try (Collector second = Collector.start(port, n -> 200);
                    Child bridge = deployment.startReady()) {
                Awaitility.await()
                        .atMost(SOON)
                        .until(() -> numbers(first, second).size() == events);
                Awaitility.await().atMost(SOON).until(() -> held() == 0);
                Deployment.stop(bridge);
            }
            assertThat(first.requests().get(2).body())
                    .isEqualTo(first.requests().get(1).body());
        } finally {
            first.close();
            feeder.interrupt();
            feeder.join();
        }
    }

    private static int killAtSecond(int request, CompletableFuture<Child> victim) {
        if (request == 2) {
            victim.join().kill();
            return Collector.BROKEN;
        }
        return 200;
    }

    private static Set<Integer> numbers(Collector first, Collector second) {
        Set<Integer> numbers = numbers(first.requests());
        numbers.addAll(numbers(second.requests()));
        return numbers;
    }

    private void feed(int events) {
        try (MessageQueue sender = queue.open()) {
            for (int i = 0; i < events; i++) {
                send(sender, "{\"n\":" + i + "}");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void doesNotStartWithASecretThatOthersMayRead() throws Exception {
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        try (Child bridge = deployment("http://127.0.0.1:1/").start()) {
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.lastLine())
                    .startsWith("bridge: ")
                    .contains("collector.secret-file", "chmod 600 " + secret);
        }
    }
}
