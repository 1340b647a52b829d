package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest extends JournaledQueueTest {
    /** No test waits for that long, so a batch that is complete is so for another reason. */
    private static final String NEVER = "batchTimeout=10m";

    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch inHand = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    private record Batch(List<String> texts, Boolean redelivered, Integer count) {
        static Batch of(Exchange exchange) {
            List<?> bodies = exchange.getIn().getBody(List.class);
            return new Batch(
                    bodies.stream()
                            .map(body -> new String((byte[]) body, UTF_8))
                            .toList(),
                    exchange.getIn().getHeader(PosixMqConstants.REDELIVERED, Boolean.class),
                    exchange.getIn().getHeader(PosixMqConstants.REDELIVERY_COUNT, Integer.class));
        }

        static Batch first(String... texts) {
            return again(0, texts);
        }

        static Batch again(int count, String... texts) {
            return new Batch(List.of(texts), count > 0, count);
        }
    }

    private String batching(Asked asked, String... options) {
        return uri(asked, options) + "&batching=true";
    }

    private void note(Exchange exchange) {
        batches.add(Batch.of(exchange));
    }

    private List<List<String>> batchTexts() {
        return batches.stream().map(Batch::texts).toList();
    }

    private static void refuse() {
        throw new IllegalStateException("not today");
    }

    private void sendAll(String... texts) throws Exception {
        MessageQueue raw = raw();
        for (String text : texts) {
            send(raw, text);
        }
    }

    /** A message is in the hands of a collecting poller when it is neither in the queue nor with the route. */
    private void awaitCollected(String... texts) throws Exception {
        await().until(() -> raw().depth() == 0 && heldNow().equals(List.of(texts)));
    }

    @Test
    void batchIsCompleteAtItsNumberOfMessages() throws Exception {
        start(routes ->
                routes.from(batching(Asked.REDELIVER, "batchSize=3", NEVER)).process(this::note));
        sendAll("1", "2", "3", "4", "5", "6", "7");
        await().until(() -> batches.size() == 2);
        assertThat(batches).containsExactly(Batch.first("1", "2", "3"), Batch.first("4", "5", "6"));
        awaitCollected("7");
    }

    @Test
    void batchIsCompleteAtItsBytes() throws Exception {
        start(routes ->
                routes.from(batching(Asked.REDELIVER, "batchBytes=10", NEVER)).process(this::note));
        sendAll("four", "four", "four", "four", "", "and more");
        await().until(() -> batches.size() == 2);
        assertThat(batchTexts()).containsExactly(List.of("four", "four", "four"), List.of("four", "", "and more"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1 << 20})
    void messageLargerThanABatchIsOneOfItsOwn(int batchSize) throws Exception {
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchBytes=1", "batchSize=" + batchSize, NEVER))
                .process(this::note));
        String large = "x".repeat(TestQueue.MAX_MESSAGE_SIZE);
        sendAll(large, large);
        await().until(() -> batches.size() == 2);
        assertThat(batches).containsExactly(Batch.first(large), Batch.first(large));
    }

    @Test
    void batchIsCompleteWhenItsFirstMessageHasWaitedLongEnough() throws Exception {
        List<Long> times = new CopyOnWriteArrayList<>();
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchTimeout=300"))
                .process(e -> {
                    times.add(System.nanoTime());
                    note(e);
                }));
        long sent = System.nanoTime();
        sendAll("1", "2");
        await().until(() -> batches.size() == 1);
        assertThat(batches).containsExactly(Batch.first("1", "2"));
        assertThat(Duration.ofNanos(times.get(0) - sent)).isBetween(Duration.ofMillis(300), Duration.ofMillis(2000));
    }

    @Test
    void batchWithoutWaitTakesWhatIsThere() throws Exception {
        sendAll("1", "2", "3");
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchTimeout=0")).process(this::note));
        await().until(() -> batches.size() == 1);
        assertThat(batches).containsExactly(Batch.first("1", "2", "3"));
    }

    @Test
    void headersTellSizeAndPrioritiesInTheOrderOfTheBodies() throws Exception {
        MessageQueue raw = raw();
        raw.send("low".getBytes(UTF_8), 1);
        raw.send("high".getBytes(UTF_8), 9);
        raw.send(new byte[0], 5);
        List<Object> headers = new CopyOnWriteArrayList<>();
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchTimeout=0")).process(e -> {
            note(e);
            headers.add(e.getIn().getHeader(PosixMqConstants.BATCH_SIZE));
            headers.add(e.getIn().getHeader(PosixMqConstants.PRIORITIES));
            headers.add(e.getIn().getHeader(PosixMqConstants.QUEUE_NAME));
            headers.add(e.getIn().hasHeaders() && e.getIn().getHeader(PosixMqConstants.PRIORITY) == null);
        }));
        await().until(() -> headers.size() == 4);
        assertThat(batchTexts()).containsExactly(List.of("high", "", "low"));
        assertThat(headers).containsExactly(3, List.of(9, 5, 1), queue.name(), true);
    }

    @Test
    void bodyIsAListThatTheRouteMayChange() throws Exception {
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchSize=2", NEVER))
                .process(e -> e.getIn().getBody(List.class).remove(0))
                .process(this::note));
        sendAll("1", "2");
        await().until(() -> batches.size() == 1);
        assertThat(batchTexts()).containsExactly(List.of("2"));
        assertNothingIsLeft();
    }

    @Test
    void routeMaySplitABatchIntoItsMessages() throws Exception {
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchSize=3", NEVER))
                .split(routes.body())
                .process(e -> seen.add(Seen.unmarked(text(e)))));
        sendAll("1", "2", "3");
        await().until(() -> seenTexts().equals(List.of("1", "2", "3")));
    }

    @ParameterizedTest
    @EnumSource(names = {"REDELIVER", "RELEASE"})
    void allOfABatchIsHeldUntilItIsCompleted(Asked asked) throws Exception {
        start(routes -> routes.from(batching(asked, "batchSize=3", NEVER)).process(e -> {
            inHand.countDown();
            letGo.await();
        }));
        sendAll("1", "2", "3");
        inHand.await();
        assertThat(heldNow()).containsExactly("1", "2", "3");
        letGo.countDown();
        await().until(() -> heldNow().isEmpty());
        assertNothingIsLeft();
    }

    @Test
    void batchThatFailsGoesToTheRouteAgainAsItWas() throws Exception {
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchSize=2", NEVER, "redeliveryDelay=20"))
                .process(this::note)
                .process(e -> {
                    if (batchTexts().stream().filter(List.of("1", "2")::equals).count() == 1
                            && Batch.of(e).texts().contains("1")) {
                        refuse();
                    }
                }));
        sendAll("1", "2", "3", "4");
        await().until(() -> batches.size() == 3);
        assertThat(batches).contains(Batch.first("1", "2"), Batch.again(1, "1", "2"), Batch.first("3", "4"));
        assertNothingIsLeft();
    }

    @Test
    void batchThatFailsIsGoneWithAnErrorIfReleaseIsAskedFor() throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(batching(Asked.RELEASE, "batchSize=2", NEVER))
                    .process(this::note)
                    .process(e -> refuse()));
            sendAll("1", "2");
            await().until(() -> log.with("a batch of 2 messages is gone").size() == 1);
            assertNothingIsLeft();
            assertThat(batches).hasSize(1);
        }
    }

    @Test
    void batchesAtMostOnceNeedNoJournal() throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(batching(Asked.AT_MOST_ONCE, "batchSize=2", NEVER))
                    .process(this::note)
                    .process(e -> refuse()));
            sendAll("1", "2", "3", "4");
            await().until(() -> log.with("a batch of 2 messages is gone").size() == 2);
            assertThat(batchTexts()).containsExactly(List.of("1", "2"), List.of("3", "4"));
            assertThat(journals.files()).isEmpty();
        }
    }

    @Test
    void eachMessageOfABatchThatFailsTooOftenGoesToQuarantine() throws Exception {
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchSize=2", NEVER, "maxRedeliveries=0"))
                .process(e -> refuse()));
        sendAll("1", "2");
        await().until(() -> journals.quarantine().size() == 2);
        context.stop();
        assertThat(journals.files()).hasSize(2);
    }

    @Test
    void maxHeldCountsBatches() throws Exception {
        start(routes -> routes.from(
                        batching(Asked.REDELIVER, "batchSize=2", "batchTimeout=50", "maxHeld=2", "redeliveryDelay=20"))
                .process(this::note)
                .process(e -> {
                    if (letGo.getCount() > 0) {
                        refuse();
                    }
                }));
        sendAll("1", "2", "3", "4", "5", "6", "7");
        await().until(() -> batches.size() > 6);
        assertThat(raw().depth()).isEqualTo(3);
        assertThat(heldNow()).containsExactlyInAnyOrder("1", "2", "3", "4");
        letGo.countDown();
        await().until(() -> raw().depth() == 0 && heldNow().isEmpty());
        assertNothingIsLeft();
    }

    private interface Ending {
        void of(BatchTest test) throws Exception;
    }

    /** What ends the collecting of a batch before it is complete. */
    enum End implements Ending {
        STOP_OF_THE_CONTEXT {
            @Override
            public void of(BatchTest test) {
                test.context.stop();
            }
        },
        STOP_OF_THE_ROUTE {
            @Override
            public void of(BatchTest test) throws Exception {
                test.context.getRouteController().stopRoute("r");
            }
        },
        SUSPENSION {
            @Override
            public void of(BatchTest test) throws Exception {
                test.context.getRouteController().suspendRoute("r");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCollectedIsDeliveredBeforeTheEnd(End end) throws Exception {
        start(routes ->
                routes.from(batching(Asked.REDELIVER, NEVER)).routeId("r").process(this::note));
        sendAll("1", "2", "3");
        awaitCollected("1", "2", "3");
        assertThat(batches).isEmpty();
        // Camel looks again after a second if an exchange is under way, as that of the batch is.
        assertThat(time(() -> end.of(this))).isLessThan(Duration.ofSeconds(4));
        assertThat(batches).containsExactly(Batch.first("1", "2", "3"));
        assertNothingIsLeft();
    }

    @Test
    void whatWasCollectedAtMostOnceIsDeliveredBeforeAStopToo() throws Exception {
        start(routes -> routes.from(batching(Asked.AT_MOST_ONCE, NEVER)).process(this::note));
        sendAll("1", "2");
        await().until(() -> raw().depth() == 0);
        context.stop();
        assertThat(batchTexts()).containsExactly(List.of("1", "2"));
    }

    @Test
    void collectingGoesOnAfterASuspension() throws Exception {
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchSize=2", NEVER))
                .routeId("r")
                .process(this::note));
        context.getRouteController().suspendRoute("r");
        sendAll("1", "2");
        context.getRouteController().resumeRoute("r");
        await().until(() -> batches.size() == 1);
        assertThat(batches).containsExactly(Batch.first("1", "2"));
    }

    @Test
    void batchThatIsTakenOverIsOneOfItsOwn() throws Exception {
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchSize=3", NEVER, "redeliveryDelay=1m"))
                .routeId("r")
                .process(this::note)
                .process(e -> {
                    if (letGo.getCount() > 0) {
                        refuse();
                    }
                }));
        sendAll("1", "2", "3");
        await().until(() -> batches.size() == 1);
        context.getRouteController().stopRoute("r");
        sendAll("4", "5", "6");
        letGo.countDown();
        context.getRouteController().startRoute("r");
        await().until(() -> batches.size() == 3);
        assertThat(batches.subList(1, 3)).containsExactly(Batch.again(1, "1", "2", "3"), Batch.first("4", "5", "6"));
        assertNothingIsLeft();
    }

    @Test
    void batchIsTakenOverAsMessagesByAConsumerWithoutBatching() throws Exception {
        start(routes -> routes.from(batching(Asked.REDELIVER, "batchSize=3", NEVER, "redeliveryDelay=1m"))
                .process(this::note)
                .process(e -> refuse()));
        sendAll("1", "2", "3");
        await().until(() -> batches.size() == 1);
        context.stop();
        assertThat(nextStartIsGiven(3)).containsExactly(Seen.again("1", 1), Seen.again("2", 1), Seen.again("3", 1));
    }

    @Test
    void everyMessageIsInExactlyOneBatchWithSeveralPollers() throws Exception {
        LambdaRouteBuilder route = routes -> routes.from(
                        batching(Asked.REDELIVER, "batchSize=7", "batchTimeout=20", "concurrentConsumers=3"))
                .process(this::note);
        start(route);
        List<String> all = IntStream.range(0, 500).mapToObj(i -> "m" + i).toList();
        sendAll(all.toArray(String[]::new));
        List<String> received = new ArrayList<>();
        await().until(() ->
                batches.stream().mapToInt(each -> each.texts().size()).sum() >= all.size());
        batches.forEach(each -> received.addAll(each.texts()));
        assertThat(received).containsExactlyInAnyOrderElementsOf(all);
        assertThat(batches).allMatch(each -> each.texts().size() <= 7 && !each.redelivered());
        assertNothingIsLeft();
    }

    @Test
    @Timeout(30)
    void batchLargerThanTheQueueIsCollectedFromIt() throws Exception {
        start(routes ->
                routes.from(batching(Asked.REDELIVER, "batchSize=1000", NEVER)).process(this::note));
        sendAll(IntStream.range(0, 1000).mapToObj(i -> "m" + i).toArray(String[]::new));
        await().until(() -> batches.size() == 1);
        assertThat(batches.get(0).texts()).hasSize(1000).startsWith("m0", "m1").endsWith("m999");
        assertNothingIsLeft();
    }
}
