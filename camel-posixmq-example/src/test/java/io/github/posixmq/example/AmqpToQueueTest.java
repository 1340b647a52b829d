package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.ReceivedMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code amqp-to-queue.xml} with a real broker and a queue that is full. */
class AmqpToQueueTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ADDRESS = "commands";
    private static final int CAPACITY = 3;

    @TempDir
    Path folder;

    private final TestQueue queue = new TestQueue();
    private EmbeddedBroker broker;
    private Deployment deployment;

    @BeforeEach
    void prepare() throws Exception {
        broker = EmbeddedBroker.start(0);
        deployment = new Deployment(folder, "amqp-to-queue.xml")
                .set("bridge.broker", broker.url())
                .set("amqp.address", ADDRESS)
                .set("amqp.queue", queue.name())
                .set("amqp.max-messages", CAPACITY)
                .set("amqp.max-message-size", 64);
    }

    @AfterEach
    void remove() throws IOException {
        broker.close();
        queue.close();
    }

    private JMSContext connect() {
        return new JmsConnectionFactory(broker.url()).createContext();
    }

    private MessageQueue open() throws IOException {
        return MessageQueue.open(
                queue.name(),
                OpenOptions.readWrite().create().maxMessages(CAPACITY).maxMessageSize(64));
    }

    private static String text(ReceivedMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    @Test
    void mapsPrioritiesAndTakesBytesAndText() throws Exception {
        try (MessageQueue target = open();
                Child bridge = deployment.startReady();
                JMSContext context = connect()) {
            JMSProducer producer = context.createProducer().setProperty("PosixMqPriority", 77);
            producer.setPriority(9).send(context.createQueue(ADDRESS), "Öl");
            ReceivedMessage first = target.receive(SOON);
            assertThat(text(first)).isEqualTo("Öl");
            assertThat(first.priority()).isEqualTo(9);
            producer.setPriority(0).send(context.createQueue(ADDRESS), new byte[] {0, (byte) 0xFF});
            ReceivedMessage second = target.receive(SOON);
            assertThat(second.body()).containsExactly(0, 0xFF);
            assertThat(second.priority()).isZero();
            Deployment.stop(bridge);
        }
        assertThat(broker.waiting(ADDRESS)).isZero();
    }

    @Test
    void nothingIsAcknowledgedThatIsNotInTheFullQueueAlsoWhenTheBridgeIsKilled() throws Exception {
        int sent = 40;
        try (MessageQueue target = open();
                JMSContext context = connect()) {
            try (Child bridge = deployment.startReady()) {
                for (int i = 0; i < sent; i++) {
                    context.createProducer().send(context.createQueue(ADDRESS), "m" + i);
                }
                Awaitility.await().atMost(SOON).until(() -> target.depth() == CAPACITY);
                Awaitility.await().atMost(SOON).until(() -> broker.waiting(ADDRESS) == sent - CAPACITY);
                bridge.kill();
            }
            assertThat(broker.waiting(ADDRESS)).isEqualTo(sent - CAPACITY);
            try (Child bridge = deployment.startReady()) {
                Set<String> received = new HashSet<>();
                while (received.size() < sent) {
                    ReceivedMessage message = target.receive(SOON);
                    assertThat(message).as("after " + received).isNotNull();
                    received.add(text(message));
                }
                Awaitility.await().atMost(SOON).until(() -> broker.waiting(ADDRESS) == 0);
                Deployment.stop(bridge);
            }
        }
    }

    @Test
    void stopsPromptlyWhileItWaitsForRoomAndLeavesTheRestToTheBroker() throws Exception {
        try (MessageQueue target = open();
                Child bridge = deployment.startReady();
                JMSContext context = connect()) {
            for (int i = 0; i < CAPACITY + 2; i++) {
                context.createProducer().send(context.createQueue(ADDRESS), "m" + i);
            }
            Awaitility.await().atMost(SOON).until(() -> target.depth() == CAPACITY && broker.waiting(ADDRESS) == 2);
            long begin = System.nanoTime();
            Deployment.stop(bridge);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            assertThat(target.depth()).isEqualTo(CAPACITY);
            assertThat(broker.waiting(ADDRESS)).isEqualTo(2);
        }
    }

    @Test
    void whatCanNeverBeSentGoesToItsOwnAddress() throws Exception {
        try (MessageQueue target = open();
                Child bridge = deployment.startReady();
                JMSContext context = connect()) {
            JMSProducer producer = context.createProducer();
            producer.send(context.createQueue(ADDRESS), "x".repeat(65));
            producer.send(context.createQueue(ADDRESS), Map.of("a", 1));
            producer.send(context.createQueue(ADDRESS), context.createObjectMessage("object"));
            producer.send(context.createQueue(ADDRESS), "good");
            assertThat(text(target.receive(SOON))).isEqualTo("good");
            Awaitility.await().atMost(SOON).until(() -> broker.waiting("undeliverable") == 3);
            try (var consumer = context.createConsumer(context.createQueue("undeliverable"))) {
                Message large = consumer.receive(SOON.toMillis());
                assertThat(large.getBody(String.class)).isEqualTo("x".repeat(65));
                MapMessage map = (MapMessage) consumer.receive(SOON.toMillis());
                assertThat(map.getInt("a")).isEqualTo(1);
                assertThat(consumer.receive(SOON.toMillis())).isInstanceOf(ObjectMessage.class);
            }
            Deployment.stop(bridge);
        }
        assertThat(broker.waiting(ADDRESS)).isZero();
    }
}
