package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.HeldMessages;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.QueueName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code --serve}, started and ended as an init system does it. */
class ServiceTest {
    private static final int MESSAGES = 400;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private static void awaitReady(Child bridge) {
        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(bridge.output())
                .contains("Ready "));
    }

    private List<String> sendAll() throws IOException {
        List<String> sent = new ArrayList<>();
        try (MessageQueue sender = queue.open()) {
            for (int i = 0; i < MESSAGES; i++) {
                String body = "{\"n\":" + i + ",\"text\":\"" + "ü".repeat(i) + "\"}";
                sender.send(body.getBytes(StandardCharsets.UTF_8), i % 20);
                sent.add(body);
            }
        }
        return sent;
    }

    private static void assertStopsInTime(Child bridge) throws InterruptedException {
        long begin = System.nanoTime();
        bridge.terminate();
        assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(128 + 15);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONGEST_STOP);
    }

    @Test
    void bridgesUntilItIsTerminatedAndLosesNothing() throws Exception {
        Path out = folder.resolve("out.ndjson");
        try (Child bridge = Child.bridge("--serve", "--queue", queue.name(), "--out", out.toString())) {
            awaitReady(bridge);
            List<String> sent = sendAll();
            assertStopsInTime(bridge);

            List<String> received = new ArrayList<>(Files.readAllLines(out));
            try (MessageQueue rest = queue.open()) {
                for (var message = rest.tryReceive(); message != null; message = rest.tryReceive()) {
                    received.add(new String(message.body(), StandardCharsets.UTF_8));
                }
            }
            assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(bridge.output()).contains("Ending after ");
        }
    }

    @Test
    void writesToABrokerElsewhere() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(0);
                Child bridge = Child.bridge("--serve", "--queue", queue.name(), "--broker", broker.url())) {
            awaitReady(bridge);
            sendAll();
            Awaitility.await().atMost(SOON).until(() -> broker.waiting("events") == MESSAGES);
            assertStopsInTime(bridge);
            assertThat(broker.waiting("events")).isEqualTo(MESSAGES);
        }
    }

    @Test
    void holdsWhatItCannotDeliverUntilItsBrokerIsBack() throws Exception {
        EmbeddedBroker first = EmbeddedBroker.start(0);
        String url = first.url();
        try (Child bridge = Child.bridge("--serve", "--queue", queue.name(), "--broker", url);
                MessageQueue sender = queue.open()) {
            awaitReady(bridge);
            first.close();
            send(sender, "1", "2", "3");
            Awaitility.await().atMost(SOON).until(() -> held() == 1 && sender.depth() == 2);
            assertStopsInTime(bridge);
            assertThat(held()).isEqualTo(1);
            assertThat(sender.depth()).isEqualTo(2);
        }
        try (EmbeddedBroker again = EmbeddedBroker.start(URI.create(url).getPort());
                Child bridge = Child.bridge("--serve", "--queue", queue.name(), "--broker", url)) {
            assertThat(Arrivals.at(again.url(), 3)).containsExactly("1, redelivered", "2", "3");
            Awaitility.await().atMost(SOON).until(() -> held() == 0);
            assertStopsInTime(bridge);
        }
    }

    @Test
    void marksWhatItSendsOnceMoreWhenItsBrokerIsBack() throws Exception {
        EmbeddedBroker first = EmbeddedBroker.start(0);
        String url = first.url();
        try (Child bridge = Child.bridge("--serve", "--queue", queue.name(), "--broker", url);
                MessageQueue sender = queue.open()) {
            awaitReady(bridge);
            first.close();
            send(sender, "1", "2", "3");
            Awaitility.await().atMost(SOON).until(() -> bridge.output().contains("Failed delivery"));
            try (EmbeddedBroker again = EmbeddedBroker.start(URI.create(url).getPort())) {
                assertThat(Arrivals.at(again.url(), 3)).containsExactly("1, redelivered", "2", "3");
                assertStopsInTime(bridge);
            }
        }
        assertThat(held()).isZero();
    }

    private static void send(MessageQueue sender, String... bodies) throws IOException {
        for (String body : bodies) {
            sender.send(body.getBytes(StandardCharsets.UTF_8), 4);
        }
    }

    private int held() throws IOException {
        return HeldMessages.in(null).list(QueueName.of(queue.name())).size();
    }

    @Test
    void tellsWhatIsGoneWithTheBrokerInItsProcess() throws Exception {
        try (Child bridge = Child.bridge("--serve", "--queue", queue.name())) {
            awaitReady(bridge);
            sendAll();
            try (MessageQueue watched = queue.open()) {
                Awaitility.await().atMost(SOON).until(() -> watched.depth() == 0);
            }
            assertStopsInTime(bridge);
            assertThat(bridge.output()).contains(MESSAGES + " messages are lost that nobody took from the broker");
        }
    }

    @Test
    void doesNotStartWithoutItsBroker() throws Exception {
        String nobody = "amqp://127.0.0.1:1";
        try (Child bridge = Child.bridge("--serve", "--queue", queue.name(), "--broker", nobody)) {
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.output()).hasLineCount(1);
            assertThat(bridge.lastLine())
                    .startsWith("bridge: The broker " + nobody + " cannot be used: ")
                    .contains("Connection refused");
        }
    }

    @Test
    void doesNotStartOnAPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child bridge = Child.bridge(
                        "--serve", "--queue", queue.name(), "--port", Integer.toString(taken.getLocalPort()))) {
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.output()).hasLineCount(1);
            assertThat(bridge.lastLine())
                    .startsWith("bridge: The broker cannot have port " + taken.getLocalPort())
                    .endsWith("Give another --port, or none for any free one.");
        }
    }
}
