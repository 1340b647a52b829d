package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.MessageTooLargeException;
import io.github.posixmq.ReceivedMessage;
import io.github.posixmq.TestQueue;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerTest extends CamelQueueTest {
    @TempDir
    Path folder;

    private MessageQueue raw;

    @BeforeEach
    void open() throws Exception {
        raw = queue.open();
        context.start();
    }

    private Exchange send(String options, Consumer<Exchange> prepare) {
        return template().send(uri() + options, prepare::accept);
    }

    private Exception failure(String options, Consumer<Exchange> prepare) throws MessageQueueException {
        int before = raw.depth();
        Exception failure = send(options, prepare).getException();
        assertThat(raw.depth()).as("nothing was sent").isEqualTo(before);
        return failure;
    }

    private static Consumer<Exchange> body(Object body) {
        return exchange -> exchange.getIn().setBody(body);
    }

    private static Consumer<Exchange> priority(Object priority) {
        return exchange -> {
            exchange.getIn().setBody("x");
            exchange.getIn().setHeader(PosixMqConstants.PRIORITY, priority);
        };
    }

    static Stream<Object> bodies() {
        byte[] bytes = "grüße".getBytes(UTF_8);
        return Stream.of("grüße", bytes, new ByteArrayInputStream(bytes), ByteBuffer.wrap(bytes));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodyBecomesBytesByTypeConverters(Object body) throws Exception {
        assertThat(send("", body(body)).getException()).isNull();
        assertThat(raw.tryReceive().body()).isEqualTo("grüße".getBytes(UTF_8));
    }

    @Test
    void fileIsRead() throws Exception {
        Path file = Files.writeString(folder.resolve("body.txt"), "from a file");
        assertThat(send("", body(file.toFile())).getException()).isNull();
        assertThat(receive(raw)).isEqualTo("from a file");
    }

    @Test
    void textIsEncodedInTheCharsetOfTheExchange() throws Exception {
        send("", exchange -> {
            exchange.getIn().setBody("grüße");
            exchange.setProperty(Exchange.CHARSET_NAME, "ISO-8859-1");
        });
        assertThat(raw.tryReceive().body()).isEqualTo("grüße".getBytes(ISO_8859_1));
    }

    @Test
    void emptyBodyIsSent() throws Exception {
        assertThat(send("", body("")).getException()).isNull();
        assertThat(raw.tryReceive().body()).isEmpty();
    }

    @Test
    void nullBodyFails() throws Exception {
        assertThat(failure("", body(null))).isInstanceOf(InvalidPayloadException.class);
    }

    @Test
    void bodyThatIsTooLargeFails() throws Exception {
        assertThat(failure("", body("x".repeat(TestQueue.MAX_MESSAGE_SIZE + 1))))
                .isInstanceOf(MessageTooLargeException.class)
                .hasMessageContainingAll("65", "64", queue.name());
        assertThat(send("", body("x".repeat(TestQueue.MAX_MESSAGE_SIZE))).getException())
                .isNull();
    }

    @Test
    void priorityIsZeroUnlessTheHeaderOrTheOptionSaysOtherwise() throws Exception {
        assertThat(priorityOf("", body("x"))).isZero();
        assertThat(priorityOf("", priority(7))).isEqualTo(7);
        assertThat(priorityOf("", priority("7"))).isEqualTo(7);
        assertThat(priorityOf("", priority(7L))).isEqualTo(7);
        assertThat(priorityOf("", priority("7".getBytes(UTF_8)))).isEqualTo(7);
        assertThat(priorityOf("", priority(32767))).isEqualTo(32767);
        assertThat(priorityOf("&priority=3", priority(7))).isEqualTo(3);
        assertThat(priorityOf("&priority=0", priority(7))).isZero();
        assertThat(priorityOf("&priority=3", priority("of no interest"))).isEqualTo(3);
    }

    private int priorityOf(String options, Consumer<Exchange> prepare) throws MessageQueueException {
        assertThat(send(options, prepare).getException()).isNull();
        ReceivedMessage message = raw.tryReceive();
        return message.priority();
    }

    @ParameterizedTest
    @ValueSource(strings = {"high", "", "7.5", "99999999999", "true"})
    void headerThatIsNoPriorityFails(String header) throws Exception {
        assertThat(failure("", priority(header)))
                .isInstanceOf(CamelExchangeException.class)
                .hasMessageContainingAll("CamelPosixMqPriority", "'" + header + "'", "0 to 32767");
    }

    @ParameterizedTest
    @ValueSource(ints = {32768, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void priorityOutOfRangeFails(int priority) throws Exception {
        assertThat(failure("", priority(priority)))
                .isInstanceOf(MessageQueueException.class)
                .hasMessageContainingAll(Integer.toString(priority), "32767");
    }

    @Test
    void queueNameHeaderIsNotReadByTheProducer() throws Exception {
        send("", exchange -> {
            exchange.getIn().setBody("x");
            exchange.getIn().setHeader(PosixMqConstants.QUEUE_NAME, "/elsewhere");
        });
        assertThat(receive(raw)).isEqualTo("x");
    }

    @Test
    void fullQueueFailsWhenTheWaitIsOver() throws Exception {
        fill(raw);
        Exception[] failure = new Exception[1];
        Duration waited = time(() -> failure[0] = failure("&sendTimeout=100", body("x")));
        assertThat(waited).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        assertThat(failure[0]).isInstanceOfSatisfying(QueueFullException.class, full -> {
            assertThat(full.queue()).isEqualTo(queue.name());
            assertThat(full.capacity()).isEqualTo(4);
            assertThat(full.sendTimeout()).isEqualTo(100);
        });
        assertThat(failure[0]).hasMessageContainingAll(queue.name(), "4 messages", "sendTimeout=100", "maxMessages");
    }

    @Test
    void durationsAreUnderstood() throws Exception {
        fill(raw);
        assertThat(failure("&sendTimeout=20ms", body("x"))).hasMessageContaining("sendTimeout=20 ms");
    }

    @Test
    void sendTimeoutOfZeroDoesNotWait() throws Exception {
        assertThat(send("&sendTimeout=0", body("x")).getException())
                .as("with room")
                .isNull();
        fill(raw);
        assertThat(failure("&sendTimeout=0", body("x"))).isInstanceOf(QueueFullException.class);
    }

    @Test
    void waitsForRoomWithoutALimitByDefault() throws Exception {
        fill(raw);
        ProducerTemplate template = template();
        Thread sender = new Thread(() -> template.sendBody(uri(), "patient"));
        sender.start();
        BlockedProducerTest.awaitBlockedSenders(1);
        for (int i = 0; i < TestQueue.MAX_MESSAGES; i++) {
            raw.receive();
        }
        assertThat(receive(raw)).isEqualTo("patient");
        sender.join();
    }

    @Test
    void discardsWhenFullAndCountsIt() throws Exception {
        fill(raw);
        try (LogLines log = new LogLines()) {
            String endpoint = uri() + "&sendTimeout=0&discardWhenFull=true";
            ProducerTemplate template = template();
            for (int i = 0; i < 5; i++) {
                assertThat(template.send(endpoint, e -> e.getIn().setBody("x")).getException())
                        .isNull();
            }
            assertThat(raw.depth()).isEqualTo(4);
            assertThat(log.with("discarded")).singleElement().asString().contains(queue.name(), "discarded 1 messages");
            template.stop();
            assertThat(log.with("discarded 4 messages, 5 since")).hasSize(1);
        }
    }

    @Test
    void discardStillFailsForOtherReasons() throws Exception {
        assertThat(failure("&sendTimeout=0&discardWhenFull=true", body("x".repeat(65))))
                .isInstanceOf(MessageTooLargeException.class);
    }

    @Test
    void inOutIsSentAsInOnlyAndKeepsTheBody() throws Exception {
        Exchange exchange = template().request(uri(), e -> e.getIn().setBody("kept"));
        assertThat(exchange.getPattern()).isEqualTo(ExchangePattern.InOut);
        assertThat(exchange.getMessage().getBody()).isEqualTo("kept");
        assertThat(receive(raw)).isEqualTo("kept");
    }

    @Test
    void manyThreadsSendThroughOneProducer() throws Exception {
        ProducerTemplate template = template();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int thread = 0; thread < 8; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < 100; i++) {
                        template.sendBody(uri(), "x");
                    }
                });
            }
            for (int i = 0; i < 800; i++) {
                assertThat(receive(raw)).isEqualTo("x");
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(raw.depth()).isZero();
        assertThat(context.getEndpoints()).hasSize(1);
    }

    @Test
    void producerThatIsStoppedSaysSo() throws Exception {
        PosixMqEndpoint endpoint = context.getEndpoint(uri(), PosixMqEndpoint.class);
        org.apache.camel.Producer producer = endpoint.createProducer();
        producer.start();
        producer.stop();
        Exchange exchange = endpoint.createExchange();
        exchange.getIn().setBody("x");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> producer.process(exchange)))
                .hasMessageContainingAll(queue.name(), "stopped", "was not sent");
    }
}
