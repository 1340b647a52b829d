package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.HeldMessages;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.QueueName;
import io.github.posixmq.example.kafka.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code queue-to-kafka.yaml} with a real broker, which is stopped, killed and started again under load. */
@Tag("slow")
class QueueToKafkaTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    private static final int KEYS = 7;

    private static KafkaBroker broker;

    @TempDir
    Path folder;

    private final TestQueue queue = new TestQueue();
    private final String topic = "t" + UUID.randomUUID();

    @BeforeAll
    static void startBroker(@TempDir Path data) throws Exception {
        broker = KafkaBroker.start(Files.createDirectories(data.resolve("kafka")));
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void createTopic() throws Exception {
        broker.createTopic(topic);
    }

    @AfterEach
    void removeQueue() throws IOException {
        queue.close();
    }

    private Deployment deployment() throws IOException {
        return new Deployment(folder, "queue-to-kafka.yaml")
                .set("kafka.brokers", broker.url())
                .set("kafka.topic", topic)
                .set("kafka.queue", queue.name())
                .set("kafka.batch-size", 50)
                .set("kafka.key-field", "key");
    }

    private static String event(int n) {
        return "{\"n\":" + n + ",\"key\":\"k" + n % KEYS + "\"}";
    }

    private static void send(MessageQueue sender, int from, int to) {
        try {
            for (int i = from; i < to; i++) {
                sender.send(event(i).getBytes(StandardCharsets.UTF_8), 2);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int held() throws IOException {
        return HeldMessages.in(null).list(QueueName.of(queue.name())).size();
    }

    private KafkaConsumer<String, String> consumer() {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.url(),
                        "group.id",
                        topic,
                        "auto.offset.reset",
                        "earliest",
                        "reconnect.backoff.max.ms",
                        "200"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    /** Takes records until so many different values have come. */
    private List<ConsumerRecord<String, String>> take(KafkaConsumer<String, String> consumer, int different) {
        List<ConsumerRecord<String, String>> taken = new ArrayList<>();
        Awaitility.await().atMost(SOON).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(taken::add);
            return taken.stream().map(ConsumerRecord::value).distinct().count() >= different;
        });
        return taken;
    }

    private static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static boolean isMarked(ConsumerRecord<?, ?> record) {
        return StreamSupport.stream(record.headers().spliterator(), false)
                .anyMatch(header -> header.key().equals(RedeliveryMark.HEADER));
    }

    /** Each number is there, and at most one copy of it is not marked. */
    private static void assertComplete(List<ConsumerRecord<String, String>> records, int events) {
        assertThat(records.stream().map(ConsumerRecord::value).distinct())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, events)
                        .mapToObj(QueueToKafkaTest::event)
                        .toList());
        assertThat(records.stream().filter(each -> !isMarked(each)).map(ConsumerRecord::value))
                .doesNotHaveDuplicates();
    }

    @Test
    void recordsHaveKeysAndPlainHeaders() throws Exception {
        try (Child bridge = deployment().startReady();
                MessageQueue sender = queue.open();
                KafkaConsumer<String, String> consumer = consumer()) {
            sender.send("{\"a\":{\"key\":1},\"key\":\"Öl\",\"b\":2}".getBytes(StandardCharsets.UTF_8), 32767);
            sender.send("no JSON".getBytes(StandardCharsets.UTF_8), 0);
            List<ConsumerRecord<String, String>> records = take(consumer, 2);
            assertThat(records)
                    .anySatisfy(each -> {
                        assertThat(each.key()).isEqualTo("Öl");
                        assertThat(each.value()).isEqualTo("{\"a\":{\"key\":1},\"key\":\"Öl\",\"b\":2}");
                        assertThat(headers(each)).isEqualTo(Map.of("PosixMqPriority", "32767"));
                    })
                    .anySatisfy(each -> {
                        assertThat(each.key()).isEqualTo(queue.name());
                        assertThat(each.value()).isEqualTo("no JSON");
                        assertThat(headers(each)).isEqualTo(Map.of("PosixMqPriority", "0"));
                    });
            Deployment.stop(bridge);
        }
    }

    @Test
    @Timeout(240)
    void nothingIsLostWhenTheBrokerIsStoppedAndKilledUnderLoad() throws Exception {
        int part = 600;
        int events = 3 * part;
        try (MessageQueue sender = queue.open();
                Child bridge = deployment().startReady();
                KafkaConsumer<String, String> consumer = consumer()) {
            Thread feeder = new Thread(() -> send(sender, 0, events), "feeder");
            feeder.start();
            try {
                List<ConsumerRecord<String, String>> records = new ArrayList<>(take(consumer, part / 2));
                broker.stop();
                awaitFailure(bridge, 1);
                broker.start();
                int before = (int)
                        records.stream().map(ConsumerRecord::value).distinct().count();
                records.addAll(take(consumer, Math.min(part, events - before)));
                broker.kill();
                awaitFailure(bridge, 2);
                broker.start();
                Awaitility.await().atMost(SOON).until(() -> {
                    consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                    return records.stream()
                                    .map(ConsumerRecord::value)
                                    .distinct()
                                    .count()
                            >= events;
                });
                feeder.join();
                Awaitility.await().atMost(SOON).until(() -> held() == 0);
                consumer.poll(Duration.ofMillis(500)).forEach(records::add);
                assertComplete(records, events);
                Deployment.stop(bridge);
            } finally {
                feeder.interrupt();
                feeder.join();
            }
        }
    }

    /** Waits until it has tried in vain, or has nothing to try with. */
    private void awaitFailure(Child bridge, int times) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> bridge.output().split("Failed delivery", -1).length > times || held() == 0);
    }

    @Test
    @Timeout(240)
    void nothingIsLostWhenTheBridgeIsKilledAndStoppedWhileTheBrokerIsAway() throws Exception {
        int events = 600;
        Deployment deployment = deployment();
        try (MessageQueue sender = queue.open();
                KafkaConsumer<String, String> consumer = consumer()) {
            Thread feeder = new Thread(() -> send(sender, 0, events), "feeder");
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            try (Child bridge = deployment.startReady()) {
                feeder.start();
                records.addAll(take(consumer, events / 4));
                bridge.kill();
            }
            broker.stop();
            try (Child bridge = deployment.startReady()) {
                Awaitility.await().atMost(SOON).until(() -> bridge.output().contains("Failed delivery"));
                long begin = System.nanoTime();
                Deployment.stop(bridge);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONGEST_STOP);
                assertThat(held()).isPositive();
            } finally {
                broker.start();
            }
            try (Child bridge = deployment.startReady()) {
                Awaitility.await().atMost(SOON).until(() -> {
                    consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                    return records.stream()
                                    .map(ConsumerRecord::value)
                                    .distinct()
                                    .count()
                            >= events;
                });
                Awaitility.await().atMost(SOON).until(() -> held() == 0);
                consumer.poll(Duration.ofMillis(500)).forEach(records::add);
                assertComplete(records, events);
                Deployment.stop(bridge);
            } finally {
                feeder.interrupt();
                feeder.join();
            }
        }
    }
}
