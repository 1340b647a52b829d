package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.junit.jupiter.api.Test;

class PollingConsumerTest extends CamelQueueTest {
    private static void awaitWaitingReceiver() {
        await().until(() -> Thread.getAllStackTraces().values().stream()
                .anyMatch(stack -> List.of(stack).toString().contains("PosixMqPollingConsumer.receive")
                        && List.of(stack).toString().contains("MessageQueue.receive")));
    }

    @Test
    void nothingIsReadAhead() throws Exception {
        MessageQueue raw = queue.open();
        for (int i = 0; i < 4; i++) {
            send(raw, "m" + i);
        }
        context.start();
        ConsumerTemplate consumer = context.createConsumerTemplate();
        assertThat(text(consumer.receive(uri(), 1000))).isEqualTo("m0");
        assertThat(raw.depth()).isEqualTo(3);
        assertThat(text(consumer.receiveNoWait(uri()))).isEqualTo("m1");
        assertThat(raw.depth()).isEqualTo(2);
        assertThat(text(consumer.receive(uri()))).isEqualTo("m2");
        consumer.stop();
        assertThat(raw.depth()).isEqualTo(1);
    }

    @Test
    void headersAreThoseOfTheConsumer() throws Exception {
        queue.open().send(new byte[] {1}, 9);
        context.start();
        Exchange exchange = context.createConsumerTemplate().receiveNoWait(uri());
        assertThat(exchange.getIn().getHeaders())
                .containsEntry(PosixMqConstants.PRIORITY, 9)
                .containsEntry(PosixMqConstants.QUEUE_NAME, queue.name());
        assertThat(exchange.getIn().getBody()).isEqualTo(new byte[] {1});
    }

    @Test
    void emptyQueueIsNullAtOnceOrAfterTheTimeout() throws Exception {
        context.start();
        ConsumerTemplate consumer = context.createConsumerTemplate();
        assertThat(consumer.receiveNoWait(uri())).isNull();
        assertThat(consumer.receive(uri(), 0)).isNull();
        assertThat(time(() -> assertThat(consumer.receive(uri(), 100)).isNull()))
                .isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    @Test
    void receiveWaitsForAMessage() throws Exception {
        context.start();
        ConsumerTemplate consumer = context.createConsumerTemplate();
        CompletableFuture<Exchange> received = CompletableFuture.supplyAsync(() -> consumer.receive(uri()));
        awaitWaitingReceiver();
        send(queue.open(), "at last");
        assertThat(text(received.get(5, TimeUnit.SECONDS))).isEqualTo("at last");
    }

    @Test
    void stopEndsAWaitWithNull() throws Exception {
        context.start();
        PollingConsumer consumer = context.getEndpoint(uri()).createPollingConsumer();
        consumer.start();
        CompletableFuture<Exchange> received = CompletableFuture.supplyAsync(consumer::receive);
        awaitWaitingReceiver();
        consumer.stop();
        assertThat(received.get(5, TimeUnit.SECONDS)).isNull();
        assertThat(consumer.receiveNoWait()).as("after the stop").isNull();
    }

    @Test
    void stopOfTheContextEndsTheWaitOfATemplateWithNull() throws Exception {
        start(routes -> routes.from("direct:in").to("mock:out"));
        ConsumerTemplate consumer = context.createConsumerTemplate();
        CompletableFuture<Exchange> received = CompletableFuture.supplyAsync(() -> consumer.receive(uri()));
        awaitWaitingReceiver();
        assertThat(time(context::stop)).isLessThan(PROMPT);
        assertThat(received.get(5, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void stopOfTheContextEndsAPollEnrichInARoute() throws Exception {
        String source = queue.anotherName();
        start(routes -> routes.from(uri(source)).pollEnrich(uri()).to("mock:out"));
        send(queue.open(source, io.github.posixmq.TestQueue.create()), "x");
        awaitWaitingReceiver();
        assertThat(time(context::stop)).isLessThan(PROMPT);
    }

    @Test
    void oneConsumerServesManyThreads() throws Exception {
        MessageQueue raw = queue.open();
        context.start();
        PollingConsumer consumer = context.getEndpoint(uri()).createPollingConsumer();
        consumer.start();
        ConsumerTemplate template = context.createConsumerTemplate();
        Set<String> received = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<CompletableFuture<Void>> receivers = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                receivers.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 50; i++) {
                                Exchange exchange = consumer.receive();
                                received.add(text(exchange));
                                template.doneUoW(exchange);
                            }
                        },
                        threads));
            }
            for (int i = 0; i < 300; i++) {
                send(raw, "m" + i);
            }
            CompletableFuture.allOf(receivers.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        } finally {
            threads.shutdown();
            consumer.stop();
        }
        assertThat(received).hasSize(300);
        assertThat(raw.depth()).isZero();
    }

    @Test
    void pollEnrichTakesOneMessageForEachExchange() throws Exception {
        MessageQueue raw = queue.open();
        send(raw, "1");
        send(raw, "2");
        start(routes -> routes.from("direct:in").pollEnrich(uri(), 1000).to("mock:out"));
        template().sendBody("direct:in", "x");
        assertThat(texts(mock("out"))).containsExactly("1");
        assertThat(raw.depth()).isEqualTo(1);
    }

    @Test
    void pollTakesAMessage() throws Exception {
        send(queue.open(), "polled");
        start(routes -> routes.from("direct:in").poll(uri(), 1000).to("mock:out"));
        template().sendBody("direct:in", "x");
        assertThat(texts(mock("out"))).containsExactly("polled");
    }
}
