package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.ReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The examples in each DSL, run as they are shipped; the routes to and from brokers and HTTP have tests of their own. */
class RouteFilesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private RunningRoutes run(String file) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("example.queue", queue.name());
        properties.setProperty("example.directory", folder.toString());
        return RunningRoutes.of(file, properties);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ReceivedMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    @Test
    void yamlWritesEachMessageAsALine() throws Exception {
        Path file = folder.resolve("orders.ndjson");
        try (RunningRoutes routes = run("queue-to-file.yaml");
                MessageQueue sender = queue.open()) {
            assertThat(routes.started()).isTrue();
            sender.send(bytes("{\"order\":1,\"item\":\"Ölkanne\"}"), 3);
            sender.send(bytes("{\"order\":2}"), 3);
            Awaitility.await()
                    .atMost(SOON)
                    .ignoreException(java.nio.file.NoSuchFileException.class)
                    .until(() -> Files.readAllLines(file).size() == 2);
        }
        assertThat(file).hasContent("{\"order\":1,\"item\":\"Ölkanne\"}\n{\"order\":2}\n");
    }

    @Test
    void xmlSendsEachLineAsAMessage() throws Exception {
        try (RunningRoutes routes = run("file-to-queue.xml");
                MessageQueue receiver = queue.open()) {
            assertThat(routes.started()).isTrue();
            Path hidden =
                    Files.writeString(folder.resolve(".new"), "{\"order\":1,\"item\":\"Ölkanne\"}\n{\"order\":2}\n");
            Files.move(hidden, folder.resolve("new.ndjson"));
            ReceivedMessage first = receiver.receive(SOON);
            assertThat(text(first)).isEqualTo("{\"order\":1,\"item\":\"Ölkanne\"}");
            assertThat(first.priority()).isEqualTo(5);
            assertThat(text(receiver.receive(SOON))).isEqualTo("{\"order\":2}");
            assertThat(receiver.receive(Duration.ofMillis(300))).isNull();
        }
    }

    @Test
    void javaWorksOffJobsAndPutsFailedOnesAside() throws Exception {
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        AtomicInteger failures = new AtomicInteger();
        Properties properties = new Properties();
        try (TestQueue failed = new TestQueue()) {
            properties.setProperty("example.queue", queue.name());
            properties.setProperty("example.failed", failed.name());
            properties.setProperty("example.worker", "bean:worker");
            org.apache.camel.Processor worker = exchange -> {
                String job = exchange.getMessage().getBody(String.class);
                if (job.equals("bad")) {
                    failures.incrementAndGet();
                    throw new IllegalStateException("cannot do it");
                }
                done.add(job);
            };
            try (RunningRoutes routes = RunningRoutes.of(new JobRoutes(), properties, worker);
                    MessageQueue sender = queue.open();
                    MessageQueue aside = failed.open()) {
                assertThat(routes.started()).isTrue();
                sender.send(bytes("bad"), 7);
                sender.send(bytes("good"), 0);
                assertThat(done.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("good");
                ReceivedMessage bad = aside.receive(SOON);
                assertThat(text(bad)).isEqualTo("bad");
                assertThat(bad.priority()).isEqualTo(7);
                assertThat(failures).hasValue(3);
            }
        }
    }

    @Test
    void yamlSendsEachLineOfAFileAndPutsAsideWhatIsTooLarge() throws Exception {
        Path in = Files.createDirectories(folder.resolve("in"));
        Properties properties = new Properties();
        properties.setProperty("lines.in-directory", in.toString());
        properties.setProperty("lines.queue", queue.name());
        properties.setProperty("lines.max-messages", "3");
        properties.setProperty("lines.max-message-size", "40");
        properties.setProperty("lines.priority", "7");
        String large = "\"" + "x".repeat(50) + "\"";
        try (RunningRoutes routes = RunningRoutes.of("file-to-queue.yaml", properties)) {
            assertThat(routes.started()).isTrue();
            try (MessageQueue receiver = queue.open()) {
                Path hidden = Files.writeString(
                        folder.resolve("new"),
                        "{\"n\":\"ß\"}\n" + large + "\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n{\"n\":5}\n");
                Files.move(hidden, in.resolve("new.ndjson"));
                for (String line : new String[] {"{\"n\":\"ß\"}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}", "{\"n\":5}"}) {
                    ReceivedMessage message = receiver.receive(SOON);
                    assertThat(text(message)).isEqualTo(line);
                    assertThat(message.priority()).isEqualTo(7);
                }
                Awaitility.await().atMost(SOON).until(() -> Files.notExists(in.resolve("new.ndjson")));
                assertThat(receiver.tryReceive()).isNull();
            }
        }
        assertThat(in.resolve(".failed").resolve("new.ndjson")).hasContent(large + "\n");
        assertThat(in.resolve(".done"))
                .isDirectoryContaining(file -> file.toString().endsWith("-new.ndjson"));
    }

    @Test
    void javaAnswersRequestsByTheIdInTheirBodies() throws Exception {
        Properties properties = new Properties();
        try (TestQueue replies = new TestQueue()) {
            properties.setProperty("example.requests", queue.name());
            properties.setProperty("example.replies", replies.name());
            try (RunningRoutes routes = RunningRoutes.of(new RequestReply(), properties, exchange -> {});
                    MessageQueue asker = queue.open();
                    MessageQueue answers = replies.open()) {
                assertThat(routes.started()).isTrue();
                for (String request : new String[] {
                    "{\"text\":\"first\",\"x\":{\"id\":\"no\"},\"id\":\"a-1\"}",
                    "no JSON",
                    "{\"text\":\"without\"}",
                    "[1]",
                    "{\"id\":\"a-2\",\"text\":\"zweite: ö\"}"
                }) {
                    asker.send(bytes(request), 0);
                }
                assertThat(text(answers.receive(SOON))).isEqualTo("{\"id\":\"a-1\",\"reply\":\"FIRST\"}");
                assertThat(text(answers.receive(SOON))).isEqualTo("{\"id\":\"a-2\",\"reply\":\"ZWEITE: Ö\"}");
            }
        }
    }
}
