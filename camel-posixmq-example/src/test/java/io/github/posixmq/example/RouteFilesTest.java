package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.ReceivedMessage;
import java.io.IOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in each DSL, run as they are shipped; the two routes of the bridge are run by the demonstration's tests. */
class RouteFilesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void removeQueue() throws IOException {
        queue.close();
    }

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
}
