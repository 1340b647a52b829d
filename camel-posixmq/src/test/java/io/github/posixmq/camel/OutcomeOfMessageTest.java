package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table "What becomes of a message", but for the rows in which a process dies. */
class OutcomeOfMessageTest extends JournaledQueueTest {
    private static final String SOON = "redeliveryDelay=20";

    private final CountDownLatch inHand = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    /** How an exchange fails that nobody handles. */
    enum Failure {
        EXCEPTION,
        CAMELS_REDELIVERIES_EXHAUSTED,
        ROLLBACK,
        MARK_ROLLBACK_ONLY,
        MARK_ROLLBACK_ONLY_LAST,
        OUT_OF_MEMORY,
        STACK_OVERFLOW;

        void prepare(RouteBuilder routes) {
            if (this == CAMELS_REDELIVERIES_EXHAUSTED) {
                routes.errorHandler(
                        routes.defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0));
            }
        }

        void addTo(ProcessorDefinition<?> step) {
            switch (this) {
                case EXCEPTION, CAMELS_REDELIVERIES_EXHAUSTED -> step.process(e -> refuse());
                case ROLLBACK -> step.rollback("not today");
                case MARK_ROLLBACK_ONLY -> step.markRollbackOnly();
                case MARK_ROLLBACK_ONLY_LAST -> step.markRollbackOnlyLast();
                case OUT_OF_MEMORY ->
                    step.process(e -> {
                        throw new OutOfMemoryError("not really");
                    });
                case STACK_OVERFLOW -> step.process(e -> deeper(0));
            }
        }

        private static int deeper(int level) {
            return level < 0 ? level : deeper(level + 1) + 1;
        }
    }

    private static void refuse() {
        throw new IllegalStateException("not today");
    }

    /** How a route deals with a failure. */
    enum Handling {
        DEAD_LETTER_CHANNEL,
        HANDLED,
        CONTINUED
    }

    /** How an exchange goes to another thread. */
    enum HandOver {
        SEDA,
        THREADS;

        ProcessorDefinition<?> from(RouteBuilder routes, String uri) {
            if (this == THREADS) {
                return routes.from(uri).threads(2);
            }
            routes.from(uri).to("seda:work");
            return routes.from("seda:work");
        }
    }

    private void hold() throws InterruptedException {
        inHand.countDown();
        letGo.await();
    }

    /** As a library that swallows interrupts does. */
    private void holdWhateverComes() {
        inHand.countDown();
        boolean released = false;
        while (!released) {
            try {
                letGo.await();
                released = true;
            } catch (InterruptedException ignored) {
                // goes on
            }
        }
    }

    private void timeoutOfStops(int millis) {
        context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
        context.getShutdownStrategy().setTimeout(millis);
    }

    private static void assertTells(LogLines log, String level, String text) {
        await().untilAsserted(() -> assertThat(log.with(text)).hasSize(1));
        assertThat(log.with(text).get(0)).contains(level).contains("1 bytes with priority 0");
    }

    @ParameterizedTest
    @EnumSource
    void completedMessageIsReleased(Asked asked) throws Exception {
        start(routes -> routes.from(uri(asked, SOON)).process(this::see).to("mock:out"));
        send(raw(), "x");
        await().until(() -> mock("out").getReceivedCounter() == 1);
        assertNothingIsLeft();
        assertThat(seen).containsExactly(asked.isAtLeastOnce() ? Seen.first("x") : Seen.unmarked("x"));
    }

    @ParameterizedTest
    @EnumSource
    void messageInHandIsHeld(Asked asked) throws Exception {
        start(routes -> routes.from(uri(asked)).process(e -> hold()));
        send(raw(), "x");
        inHand.await();
        List<String> held = heldNow();
        letGo.countDown();
        assertThat(held).isEqualTo(asked.isAtLeastOnce() ? List.of("x") : List.of());
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "REDELIVER, DEAD_LETTER_CHANNEL", "REDELIVER, HANDLED", "REDELIVER, CONTINUED",
        "RELEASE, DEAD_LETTER_CHANNEL", "RELEASE, HANDLED", "RELEASE, CONTINUED",
        "AT_MOST_ONCE, DEAD_LETTER_CHANNEL", "AT_MOST_ONCE, HANDLED", "AT_MOST_ONCE, CONTINUED"
    })
    void messageWhoseFailureIsHandledIsReleased(Asked asked, Handling handling) throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> {
                switch (handling) {
                    case DEAD_LETTER_CHANNEL -> routes.errorHandler(routes.deadLetterChannel("mock:dealtWith"));
                    case HANDLED ->
                        routes.onException(IllegalStateException.class)
                                .handled(true)
                                .to("mock:dealtWith");
                    case CONTINUED ->
                        routes.onException(IllegalStateException.class)
                                .continued(true)
                                .to("mock:dealtWith");
                }
                routes.from(uri(asked, SOON))
                        .process(this::see)
                        .process(e -> refuse())
                        .to("mock:out");
            });
            send(raw(), "x");
            await().until(() -> mock("dealtWith").getReceivedCounter() == 1);
            assertNothingIsLeft();
            assertThat(seen).hasSize(1);
            assertThat(log.with("is gone")).isEmpty();
        }
    }

    private void startWith(Failure failure, Asked asked) throws Exception {
        start(routes -> {
            failure.prepare(routes);
            ChoiceDefinition first =
                    routes.from(uri(asked, SOON)).process(this::see).choice().when(e -> seen.size() == 1);
            failure.addTo(first);
            first.end().process(e -> letGo.countDown());
        });
    }

    @ParameterizedTest
    @EnumSource
    void failedMessageGoesToTheRouteAgain(Failure failure) throws Exception {
        startWith(failure, Asked.REDELIVER);
        send(raw(), "x");
        await().until(() -> seen.size() == 2);
        assertThat(letGo.await(10, TimeUnit.SECONDS)).isTrue();
        assertNothingIsLeft();
        assertThat(seen).containsExactly(Seen.first("x"), Seen.again("x", 1));
    }

    @ParameterizedTest
    @EnumSource
    void failedMessageIsGoneWithAnErrorThatNamesItIfReleaseIsAskedFor(Failure failure) throws Exception {
        try (LogLines log = new LogLines()) {
            startWith(failure, Asked.RELEASE);
            send(raw(), "x");
            assertTells(log, "ERROR", "is gone, as its exchange failed and onFailure=release");
            assertNothingIsLeft();
            assertThat(seen).containsExactly(Seen.first("x"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void failedMessageIsGoneWithAnErrorAtMostOnce(Failure failure) throws Exception {
        try (LogLines log = new LogLines()) {
            startWith(failure, Asked.AT_MOST_ONCE);
            send(raw(), "x");
            assertTells(log, "ERROR", "is gone, as its exchange failed (atMostOnce)");
            assertNothingIsLeft();
            assertThat(seen).containsExactly(Seen.unmarked("x"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pollerSurvivesErrors(Failure failure) throws Exception {
        startWith(failure, Asked.RELEASE);
        MessageQueue raw = raw();
        send(raw, "1");
        send(raw, "2");
        send(raw, "3");
        await().until(() -> seenTexts().equals(List.of("1", "2", "3")));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource(names = {"EXCEPTION", "OUT_OF_MEMORY", "STACK_OVERFLOW"})
    void routeThatFailedStopsPromptly(Failure failure) throws Exception {
        startWith(failure, Asked.RELEASE);
        try (LogLines log = new LogLines()) {
            send(raw(), "x");
            await().until(() -> !log.with("onFailure=release").isEmpty());
        }
        await().until(() -> context.getInflightRepository().size() == 0);
        awaitWaitingPollers(1);
        assertThat(time(context::stop)).isLessThan(PROMPT);
    }

    private void assertHeldForTheNextStartOrGone(Asked asked, LogLines log) throws Exception {
        if (asked.isAtLeastOnce()) {
            assertThat(log.with("is gone")).isEmpty();
            assertThat(nextStartIsGiven(1)).containsExactly(Seen.again("x", 1));
        } else {
            assertTells(log, "WARN", "is gone, as its exchange was cut short (atMostOnce)");
            assertThat(journals.files()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageInterruptedByAForcedStopOfTheContextIsHeldForTheNextStart(Asked asked) throws Exception {
        timeoutOfStops(300);
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(uri(asked, SOON)).process(e -> hold()));
            send(raw(), "x");
            inHand.await();
            context.stop();
            assertHeldForTheNextStartOrGone(asked, log);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageInterruptedByAForcedStopOfItsRouteIsHeldForTheNextStart(Asked asked) throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(uri(asked, SOON)).routeId("r").process(e -> hold()));
            send(raw(), "x");
            inHand.await();
            context.getRouteController().stopRoute("r", 300, TimeUnit.MILLISECONDS);
            assertHeldForTheNextStartOrGone(asked, log);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageThatFailsForAnyReasonDuringAStopIsHeldForTheNextStart(Asked asked) throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(uri(asked, SOON)).process(e -> {
                hold();
                refuse();
            }));
            send(raw(), "x");
            inHand.await();
            Thread stop = new Thread(context::stop);
            stop.start();
            await().until(() -> context.isStopping());
            letGo.countDown();
            stop.join(10_000);
            assertHeldForTheNextStartOrGone(asked, log);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageWhoseCamelRedeliveryIsCutShortByAStopIsHeldForTheNextStart(Asked asked) throws Exception {
        try (LogLines log = new LogLines()) {
            AtomicInteger attempts = new AtomicInteger();
            start(routes -> {
                routes.errorHandler(routes.defaultErrorHandler()
                        .maximumRedeliveries(5)
                        .redeliveryDelay(30_000)
                        .allowRedeliveryWhileStopping(false));
                routes.from(uri(asked, SOON)).process(e -> {
                    attempts.incrementAndGet();
                    refuse();
                });
            });
            send(raw(), "x");
            await().until(() -> attempts.get() == 1);
            context.stop();
            assertThat(attempts).hasValue(1);
            assertHeldForTheNextStartOrGone(asked, log);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageRejectedByAPoolThatIsShutDownIsNoFailureOfTheMessage(Asked asked) throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        AtomicBoolean down = new AtomicBoolean(true);
        pool.shutdown();
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(uri(asked, SOON))
                    .process(this::see)
                    .choice()
                    .when(e -> down.getAndSet(false))
                    .threads()
                    .executorService(pool)
                    .to("mock:never")
                    .end()
                    .to("mock:out"));
            send(raw(), "x");
            if (asked.isAtLeastOnce()) {
                await().until(() -> seen.size() == 2);
                assertThat(seen).containsExactly(Seen.first("x"), Seen.again("x", 1));
            } else {
                assertTells(log, "WARN", "is gone, as its exchange was cut short (atMostOnce)");
            }
            assertNothingIsLeft();
            assertThat(log.with("onFailure=release")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REDELIVER", "RELEASE"})
    @Tag("slow")
    void messageThatAStoppedRouteStillWorksOnGoesToTheNextConsumerOnlyWhenThatHasEnded(Asked asked) throws Exception {
        timeoutOfStops(100);
        start(routes -> routes.from(uri(asked, SOON)).process(e -> {
            holdWhateverComes();
            refuse();
        }));
        send(raw(), "x");
        inHand.await();
        context.stop();
        send(raw(), "y");
        List<Seen> elsewhere = nextStartIsGiven(1);
        assertThat(elsewhere).as("while it is worked on").containsExactly(Seen.first("y"));
        letGo.countDown();
        await().until(() -> elsewhere.size() == 2);
        assertThat(elsewhere).containsExactly(Seen.first("y"), Seen.again("x", 1));
    }

    @ParameterizedTest
    @EnumSource
    void messageHandedToAnotherThreadIsHeldUntilItIsCompletedThere(HandOver handOver) throws Exception {
        start(routes -> handOver.from(routes, uri(Asked.REDELIVER, SOON))
                .process(this::see)
                .process(e -> hold())
                .to("mock:out"));
        send(raw(), "x");
        inHand.await();
        assertThat(heldNow()).containsExactly("x");
        letGo.countDown();
        await().until(() -> mock("out").getReceivedCounter() == 1);
        await().until(() -> heldNow().isEmpty());
        assertNothingIsLeft();
        assertThat(seen).containsExactly(Seen.first("x"));
    }

    @ParameterizedTest
    @CsvSource({
        "SEDA, REDELIVER", "SEDA, RELEASE", "SEDA, AT_MOST_ONCE",
        "THREADS, REDELIVER", "THREADS, RELEASE", "THREADS, AT_MOST_ONCE"
    })
    void messageThatFailsOnAnotherThreadIsTreatedLikeAnyOther(HandOver handOver, Asked asked) throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> handOver.from(routes, uri(asked, SOON))
                    .process(this::see)
                    .process(e -> {
                        if (seen.size() == 1) {
                            refuse();
                        }
                    })
                    .to("mock:out"));
            send(raw(), "x");
            switch (asked) {
                case REDELIVER -> await().until(() -> mock("out").getReceivedCounter() == 1);
                case RELEASE -> assertTells(log, "ERROR", "onFailure=release");
                case AT_MOST_ONCE -> assertTells(log, "ERROR", "exchange failed (atMostOnce)");
            }
            await().until(() -> heldNow().isEmpty());
            assertNothingIsLeft();
            assertThat(seen).hasSize(asked == Asked.REDELIVER ? 2 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageOnAnotherThreadThatAForcedStopInterruptsIsHeldForTheNextStart(HandOver handOver) throws Exception {
        timeoutOfStops(300);
        start(routes -> handOver.from(routes, uri(Asked.REDELIVER, SOON)).process(e -> hold()));
        send(raw(), "x");
        inHand.await();
        context.stop();
        assertThat(nextStartIsGiven(1)).containsExactly(Seen.again("x", 1));
    }

    private void startWithTarget(AtomicBoolean down, Asked asked) throws Exception {
        start(routes -> routes.from(uri(asked, SOON, "maxHeld=3"))
                .process(this::see)
                .process(e -> {
                    if (down.get()) {
                        refuse();
                    }
                })
                .to("mock:target"));
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void whileTheTargetIsDownAsManyAsMayBeHeldCycleAndTheRestStaysInTheQueue(int pollers) throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        MessageQueue raw = raw();
        start(routes -> routes.from(uri(Asked.REDELIVER, SOON, "maxHeld=3", "concurrentConsumers=" + pollers))
                .process(this::see)
                .process(e -> {
                    if (down.get()) {
                        refuse();
                    }
                })
                .to("mock:target"));
        List<String> all = List.of("1", "2", "3", "4", "5", "6", "7");
        for (String each : all) {
            send(raw, each);
        }
        await().until(() -> seen.stream().filter(each -> each.count() >= 2).count() >= 3);
        assertThat(raw.depth()).isEqualTo(4);
        assertThat(seenTexts()).containsOnly("1", "2", "3");

        down.set(false);
        await().until(() -> mock("target").getReceivedCounter() == all.size());
        assertThat(texts(mock("target"))).containsExactlyInAnyOrderElementsOf(all);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource(names = {"RELEASE", "AT_MOST_ONCE"})
    void whileTheTargetIsDownMessagesAreGoneIfThatIsAskedFor(Asked asked) throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        MessageQueue raw = raw();
        try (LogLines log = new LogLines()) {
            startWithTarget(down, asked);
            for (int i = 0; i < 7; i++) {
                send(raw, Integer.toString(i));
            }
            await().until(() -> log.with("is gone, as its exchange failed").size() == 7);
            down.set(false);
            send(raw, "after");
            await().until(() -> mock("target").getReceivedCounter() == 1);
            assertNothingIsLeft();
            assertThat(seen).hasSize(8);
        }
    }
}
