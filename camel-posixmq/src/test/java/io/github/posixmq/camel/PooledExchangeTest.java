package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.impl.engine.PooledProcessorExchangeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages whose exchange objects Camel uses again, so that an outcome of the last use must not touch the next. */
class PooledExchangeTest extends JournaledQueueTest {
    private static final int MESSAGES = 100;
    private static final List<String> ALL =
            IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList();

    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    private final Set<Integer> exchanges = ConcurrentHashMap.newKeySet();

    private void startPooled(LambdaRouteBuilder routes) throws Exception {
        context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        context.getCamelContextExtension().setProcessorExchangeFactory(new PooledProcessorExchangeFactory());
        start(routes);
    }

    private void sendAll() throws Exception {
        MessageQueue raw = raw();
        for (String each : ALL) {
            send(raw, each);
        }
    }

    private void failTheFirstTime(Exchange exchange) {
        exchanges.add(System.identityHashCode(exchange));
        if (failed.add(text(exchange))) {
            throw new IllegalStateException("not today");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"concurrentConsumers=1", "concurrentConsumers=3"})
    void everyMessageIsHeldUntilItIsCompleted(String pollers) throws Exception {
        startPooled(routes -> routes.from(uri(Asked.REDELIVER, "redeliveryDelay=5", pollers))
                .process(this::failTheFirstTime)
                .process(this::see));
        sendAll();
        await().until(() -> seen.size() == MESSAGES);
        assertThat(seenTexts()).containsExactlyInAnyOrderElementsOf(ALL);
        assertThat(seen).allMatch(each -> each.redelivered() && each.count() == 1);
        assertThat(exchanges).as("exchange objects").hasSizeLessThan(MESSAGES);
        assertNothingIsLeft();
    }

    @Test
    void everyMessageHandedToAnotherThreadIsHeldUntilItIsCompleted() throws Exception {
        startPooled(routes -> {
            routes.from(uri(Asked.REDELIVER, "redeliveryDelay=5")).to("seda:work");
            routes.from("seda:work?concurrentConsumers=3")
                    .process(this::failTheFirstTime)
                    .process(this::see);
        });
        sendAll();
        await().until(() -> seen.size() == MESSAGES);
        assertThat(seenTexts()).containsExactlyInAnyOrderElementsOf(ALL);
        await().until(() -> heldNow().isEmpty());
        assertNothingIsLeft();
    }

    @Test
    void messageIsNotReleasedByWhatAnErrorLeftOfTheOneBefore() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        startPooled(routes -> routes.from(uri(Asked.RELEASE)).process(e -> {
            if (text(e).equals("1")) {
                throw new OutOfMemoryError("not really");
            }
            inHand.countDown();
            letGo.await();
            throw new IllegalStateException("not today");
        }));
        MessageQueue raw = raw();
        try (LogLines log = new LogLines()) {
            send(raw, "1");
            send(raw, "2");
            inHand.await();
            assertThat(heldNow()).containsExactly("2");
            letGo.countDown();
            await().until(() -> log.with("onFailure=release").size() == 2);
        }
        assertNothingIsLeft();
    }
}
