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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code queue-to-kafka.yaml} with a real broker, which is stopped, killed and started again under load. */
@Tag("slow")
class QueueToKafkaTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    private static final int KEYS = 7;

    /** Many more than queue and batch have room for. */
    private static final int PART = 400;

    private static KafkaBroker broker;

    @TempDir
    Path folder;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

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

    /** Without a group: it reads each record once, whatever becomes of the broker. */
    private KafkaConsumer<String, String> consumer() {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", broker.url(),
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "earliest",
                        "reconnect.backoff.max.ms", "200"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.assign(IntStream.range(0, 3)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
        return consumer;
    }

    private static List<ConsumerRecord<String, String>> take(KafkaConsumer<String, String> consumer, int different) {
        List<ConsumerRecord<String, String>> taken = new ArrayList<>();
        takeAll(consumer, taken, different);
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

    /** The broker goes away while messages are sent, and more are sent while it is away. */
    @Test
    @Timeout(240)
    void nothingIsLostWhenTheBrokerIsStoppedAndKilledUnderLoad() throws Exception {
        try (Child bridge = deployment().startReady();
                KafkaConsumer<String, String> consumer = consumer();
                Feeding feeding = new Feeding()) {
            feeding.feed(PART);
            List<ConsumerRecord<String, String>> records = new ArrayList<>(take(consumer, PART / 4));
            broker.stop();
            feeding.feed(PART);
            awaitFailures(bridge, 1);
            int before = failures(bridge);
            broker.start();
            takeAll(consumer, records, PART + PART / 4);
            broker.kill();
            feeding.feed(PART);
            awaitFailures(bridge, before + 1);
            broker.start();
            takeAll(consumer, records, feeding.sent());
            awaitRest(consumer, records);
            assertComplete(records, feeding.sent());
            Deployment.stop(bridge);
        }
    }

    @Test
    @Timeout(240)
    void nothingIsLostWhenTheBridgeIsKilledAndStoppedWhileTheBrokerIsAway() throws Exception {
        Deployment deployment = deployment();
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer();
                Feeding feeding = new Feeding()) {
            try (Child bridge = deployment.startReady()) {
                feeding.feed(PART);
                records.addAll(take(consumer, PART / 4));
                bridge.kill();
            }
            broker.stop();
            feeding.feed(PART);
            try (Child bridge = deployment.startReady()) {
                awaitFailures(bridge, 1);
                long begin = System.nanoTime();
                Deployment.stop(bridge);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONGEST_STOP);
                assertThat(held()).isPositive();
            } finally {
                broker.start();
            }
            try (Child bridge = deployment.startReady()) {
                takeAll(consumer, records, feeding.sent());
                awaitRest(consumer, records);
                assertComplete(records, feeding.sent());
                assertThat(records).anyMatch(QueueToKafkaTest::isMarked);
                Deployment.stop(bridge);
            }
        }
    }

    private static int failures(Child bridge) {
        return bridge.output().split("Failed delivery", -1).length - 1;
    }

    private static void awaitFailures(Child bridge, int count) {
        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(failures(bridge))
                .as(bridge.output())
                .isGreaterThanOrEqualTo(count));
    }

    /** Takes records until there are so many different values among all. */
    private static void takeAll(
            KafkaConsumer<String, String> consumer, List<ConsumerRecord<String, String>> records, int different) {
        Awaitility.await().atMost(SOON).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return records.stream().map(ConsumerRecord::value).distinct().count() >= different;
        });
    }

    /** What the bridge has let go is on the broker; then as many records are there as have been written. */
    private void awaitRest(KafkaConsumer<String, String> consumer, List<ConsumerRecord<String, String>> records) {
        Awaitility.await().atMost(SOON).until(() -> held() == 0);
        Awaitility.await().atMost(SOON).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return consumer.endOffsets(consumer.assignment()).values().stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    == records.size();
        });
    }

    /** Sends numbered events, one part after the other, in a thread of its own that waits while the queue is full. */
    private final class Feeding implements AutoCloseable {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final MessageQueue sender = queue.open();
        private int sent;

        Feeding() throws IOException {}

        @SuppressWarnings("FutureReturnValueIgnored") // What was not sent does not arrive, and that is seen.
        void feed(int events) {
            int from = sent;
            sent += events;
            thread.submit(() -> send(sender, from, from + events));
        }

        int sent() {
            return sent;
        }

        @Override
        public void close() throws IOException {
            thread.shutdownNow();
            sender.close();
        }
    }
}
