package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.ServiceStatus;
import org.apache.camel.ShutdownRoute;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How consumers stop and suspend. */
class StopTest extends CamelQueueTest {
    private final CountDownLatch inHand = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private void hold() throws InterruptedException {
        inHand.countDown();
        release.await();
    }

    private boolean noPollerLives() {
        return pollers().findAny().isEmpty();
    }

    @Test
    void idleConsumersStopPromptlyAndEndTheirThreads() throws Exception {
        start(routes -> routes.from(uri() + "&concurrentConsumers=4").to("mock:out"));
        awaitWaitingPollers(4);
        assertThat(time(context::stop)).isLessThan(PROMPT);
        assertThat(noPollerLives()).isTrue();
    }

    @Test
    void idleConsumerSuspendsPromptlyLeavesMessagesAndResumes() throws Exception {
        start(routes -> routes.from(uri()).routeId("r").to("mock:out"));
        MessageQueue raw = queue.open();
        for (int round = 1; round <= 3; round++) {
            awaitWaitingPollers(1);
            assertThat(time(() -> context.getRouteController().suspendRoute("r")))
                    .isLessThan(PROMPT);
            assertThat(context.getRouteController().getRouteStatus("r")).isEqualTo(ServiceStatus.Suspended);
            send(raw, "while suspended");
            assertThat(raw.depth()).isEqualTo(1);
            assertThat(mock("out").getReceivedCounter()).isEqualTo(round - 1);

            context.getRouteController().resumeRoute("r");
            int expected = round;
            await().until(() -> mock("out").getReceivedCounter() == expected);
        }
    }

    @Test
    void idleConsumerUsesNoProcessorTimeAlsoAfterAResume() throws Exception {
        start(routes -> routes.from(uri()).routeId("r").to("mock:out"));
        context.getRouteController().suspendRoute("r");
        context.getRouteController().resumeRoute("r");
        assertPollerSleeps();
    }

    @Test
    void suspendedConsumerTakesNothingThoughItIsSentMuch() throws Exception {
        start(routes -> routes.from(uri()).routeId("r").to("mock:out"));
        context.getRouteController().suspendRoute("r");
        MessageQueue raw = queue.open();
        fill(raw);
        // Nothing to await: if a poller were still there, it would take one within microseconds.
        assertThat(raw.receive(Duration.ofSeconds(1))).isNotNull();
        assertThat(raw.depth()).isEqualTo(3);
        assertThat(mock("out").getReceivedCounter()).isZero();
    }

    @Test
    void contextSuspendsAndResumes() throws Exception {
        start(routes -> routes.from(uri()).to("mock:out"));
        MessageQueue raw = queue.open();
        context.suspend();
        send(raw, "later");
        assertThat(raw.depth()).isEqualTo(1);
        context.resume();
        await().until(() -> mock("out").getReceivedCounter() == 1);
    }

    @Test
    void routeThatStopsAndStartsReceivesAgain() throws Exception {
        start(routes -> routes.from(uri()).routeId("r").to("mock:out"));
        MessageQueue raw = queue.open();
        for (int round = 1; round <= 3; round++) {
            context.getRouteController().stopRoute("r");
            send(raw, "x");
            context.getRouteController().startRoute("r");
            int expected = round;
            await().until(() -> mock("out").getReceivedCounter() == expected);
        }
    }

    @Test
    void stopFinishesTheMessageInHandAndLeavesTheOthers() throws Exception {
        start(routes -> routes.from(uri()).routeId("r").process(e -> hold()).to("mock:out"));
        PosixMqConsumer consumer = (PosixMqConsumer) context.getRoute("r").getConsumer();
        MessageQueue raw = queue.open();
        send(raw, "in hand");
        send(raw, "waiting");
        inHand.await();

        Thread stop = new Thread(context::stop);
        stop.start();
        await().until(consumer::isSuspended);
        assertThat(stop.isAlive()).isTrue();
        release.countDown();
        stop.join(10_000);

        assertThat(stop.isAlive()).isFalse();
        assertThat(receive(raw)).isEqualTo("waiting");
        assertThat(raw.depth()).isZero();
    }

    @Test
    void messageInHandCountsAsPending() throws Exception {
        start(routes -> routes.from(uri()).routeId("r").process(e -> hold()).to("mock:out"));
        PosixMqConsumer consumer = (PosixMqConsumer) context.getRoute("r").getConsumer();
        awaitWaitingPollers(1);
        assertThat(consumer.getPendingExchangesSize()).as("idle").isZero();
        send(queue.open(), "x");
        inHand.await();
        assertThat(consumer.getPendingExchangesSize()).as("in hand").isEqualTo(1);
        release.countDown();
        await().until(() -> consumer.getPendingExchangesSize() == 0);
    }

    @Test
    void directStopOfTheConsumerWaitsForTheMessageInHand() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        start(routes -> routes.from(uri())
                .routeId("r")
                .process(e -> {
                    try {
                        hold();
                    } catch (Throwable t) {
                        failure.set(t);
                        throw t;
                    }
                })
                .to("mock:out"));
        send(queue.open(), "x");
        inHand.await();
        Thread stop = new Thread(context.getRoute("r").getConsumer()::stop);
        stop.start();
        await().until(() -> List.of(stop.getStackTrace()).toString().contains("PollerCrew.awaitEnd"));
        release.countDown();
        stop.join(10_000);
        assertThat(stop.isAlive()).isFalse();
        assertThat(failure.get()).isNull();
        assertThat(mock("out").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void deferredRouteThatIsIdleStopsPromptly() throws Exception {
        start(routes -> routes.from(uri()).shutdownRoute(ShutdownRoute.Defer).to("mock:out"));
        awaitWaitingPollers(1);
        assertThat(time(context::stop)).isLessThan(PROMPT);
    }

    @Test
    void routeCanStopItself() throws Exception {
        start(routes -> {
            routes.from(uri()).routeId("r").to("mock:out").to("controlbus:route?routeId=r&action=stop&async=true");
        });
        send(queue.open(), "x");
        await().until(() -> context.getRouteController().getRouteStatus("r") == ServiceStatus.Stopped);
        assertThat(noPollerLives()).isTrue();
    }

    @Test
    @Tag("slow")
    void routeThatHangsIsInterruptedWhenTheShutdownTimeoutIsOver() throws Exception {
        context.getShutdownStrategy().setTimeout(2);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        start(routes -> routes.from(uri()).process(e -> {
            try {
                hold();
            } catch (InterruptedException interrupted) {
                failure.set(interrupted);
                throw interrupted;
            }
        }));
        send(queue.open(), "x");
        inHand.await();
        assertThat(time(context::stop)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
        await().untilAsserted(() -> assertThat(failure.get()).isInstanceOf(InterruptedException.class));
        await().until(this::noPollerLives);
    }

    @Test
    @Tag("slow")
    void routeWhoseStopIsGivenUpReceivesAgain() throws Exception {
        start(routes -> routes.from(uri()).routeId("r").process(e -> hold()).to("mock:out"));
        MessageQueue raw = queue.open();
        send(raw, "in hand");
        inHand.await();
        boolean stopped = context.getRouteController().stopRoute("r", 1, java.util.concurrent.TimeUnit.SECONDS, true);
        assertThat(stopped).isFalse();
        release.countDown();
        send(raw, "next");
        await().until(() -> texts(mock("out")).equals(List.of("in hand", "next")));
    }
}
