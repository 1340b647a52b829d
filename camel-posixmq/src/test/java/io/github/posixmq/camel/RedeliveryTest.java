package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When and how often a message goes to its route again, and what that does to others. */
class RedeliveryTest extends JournaledQueueTest {
    private static final String SOON = "redeliveryDelay=20";

    private final AtomicBoolean down = new AtomicBoolean(true);

    private void refuseWhileDown() {
        if (down.get()) {
            throw new IllegalStateException("not today");
        }
    }

    @Test
    void eachRedeliveryIsMarkedAndCounted() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER, SOON))
                .process(this::see)
                .process(e -> {
                    if (seen.size() < 4) {
                        refuseWhileDown();
                    }
                }));
        send(raw(), "x");
        await().until(() -> seen.size() == 4);
        assertThat(seen).containsExactly(Seen.first("x"), Seen.again("x", 1), Seen.again("x", 2), Seen.again("x", 3));
        assertNothingIsLeft();
    }

    @Test
    void delayDoublesWithEachFailureOfThatMessage() throws Exception {
        List<Long> times = new CopyOnWriteArrayList<>();
        start(routes -> routes.from(uri(Asked.REDELIVER, "redeliveryDelay=100")).process(e -> {
            times.add(System.nanoTime());
            if (times.size() < 5) {
                refuseWhileDown();
            }
        }));
        send(raw(), "x");
        await().until(() -> times.size() == 5);
        long expected = 100;
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1)))
                    .as("delay before redelivery %d", i)
                    .isBetween(Duration.ofMillis(expected), Duration.ofMillis(expected + 1500));
            expected *= 2;
        }
    }

    @Test
    void delayOfOneMessageDoesNotHoldUpOthers() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER, "redeliveryDelay=1m"))
                .process(this::see)
                .process(e -> {
                    if (text(e).equals("bad")) {
                        refuseWhileDown();
                    }
                }));
        MessageQueue raw = raw();
        send(raw, "bad");
        send(raw, "good");
        send(raw, "better");
        await().until(() -> seenTexts().equals(List.of("bad", "good", "better")));
    }

    @Test
    void countsOfMessagesAreKeptApart() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER, SOON))
                .process(this::see)
                .process(e -> {
                    if (text(e).equals("bad") && seen.size() < 6) {
                        refuseWhileDown();
                    }
                }));
        MessageQueue raw = raw();
        send(raw, "bad");
        await().until(() -> seen.size() >= 3);
        send(raw, "good");
        await().until(() -> seen.contains(Seen.first("good")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void messageThatFailsMoreOftenThanMayBeGoesToQuarantine(int maxRedeliveries) throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(uri(Asked.REDELIVER, SOON, "maxRedeliveries=" + maxRedeliveries))
                    .process(this::see)
                    .process(e -> {
                        if (text(e).equals("poison")) {
                            refuseWhileDown();
                        }
                    }));
            MessageQueue raw = raw();
            raw.send("poison".getBytes(UTF_8), 7);
            await().until(() -> journals.quarantine().size() == 1);
            String stored = Files.readString(journals.quarantine().get(0));
            assertThat(stored)
                    .startsWith("queue: " + queue.name() + "\npriority: 7\nlength: 6\n")
                    .contains("reason: its exchange failed again after " + maxRedeliveries + " redeliveries")
                    .endsWith("\n\npoison");
            await().until(() -> log.with("is in quarantine").size() == 1);
            assertThat(log.with("is in quarantine").get(0))
                    .contains(
                            "ERROR",
                            "6 bytes",
                            "priority 7",
                            journals.quarantine().get(0).toString());

            send(raw, "next");
            await().until(() -> seenTexts().contains("next"));
            context.stop();
            assertThat(seenTexts().stream().filter("poison"::equals)).hasSize(maxRedeliveries + 1);
            assertThat(journals.files()).as("nothing but the quarantine").hasSize(1);
        }
    }

    @Test
    void pollersThatAreFullSayWhoHoldsThemUpOnce() throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(uri(Asked.REDELIVER, SOON, "maxHeld=2"))
                    .process(this::see)
                    .process(e -> refuseWhileDown()));
            MessageQueue raw = raw();
            send(raw, "1");
            send(raw, "2");
            send(raw, "3");
            await().until(() -> seen.stream().filter(each -> each.count() >= 3).count() >= 2);
            assertThat(log.with("2 messages are held, as many as may be (maxHeld)"))
                    .hasSize(1);
            down.set(false);
            await().until(() -> seenTexts().contains("3"));
        }
    }

    @Test
    void heldMessageWaitsWhileItsRouteIsSuspendedAndGoesOnWhenItIsResumed() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER, "redeliveryDelay=50"))
                .routeId("r")
                .process(this::see)
                .process(e -> refuseWhileDown()));
        send(raw(), "x");
        await().until(() -> !seen.isEmpty());
        context.getRouteController().suspendRoute("r");
        int before = seen.size();
        List<String> held = heldNow();
        // longer than every delay that was running when the route was suspended
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(seen).hasSize(before);
        assertThat(held).containsExactly("x");

        down.set(false);
        context.getRouteController().resumeRoute("r");
        await().until(() -> seen.size() == before + 1);
        assertNothingIsLeft();
    }

    @Test
    void messageThatFailsDuringASuspensionIsGivenToTheRouteWhenItIsResumed() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        start(routes -> routes.from(uri(Asked.REDELIVER, SOON))
                .routeId("r")
                .process(this::see)
                .process(e -> {
                    if (seen.size() == 1) {
                        inHand.countDown();
                        letGo.await();
                        refuseWhileDown();
                    }
                }));
        send(raw(), "x");
        inHand.await();
        Thread suspend = new Thread(() -> {
            try {
                context.getRouteController().suspendRoute("r");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        suspend.start();
        await().until(() -> context.getRouteController().getRouteStatus("r").isSuspending()
                || context.getRouteController().getRouteStatus("r").isSuspended()
                || ((PosixMqConsumer) context.getRoute("r").getConsumer()).isSuspendingOrSuspended());
        letGo.countDown();
        suspend.join(10_000);
        assertThat(seen).hasSize(1);
        context.getRouteController().resumeRoute("r");
        await().until(() -> seen.size() == 2);
        assertThat(seen).containsExactly(Seen.first("x"), Seen.again("x", 1));
        assertNothingIsLeft();
    }

    @Test
    void restartOfTheRouteTakesOverWhatItHeld() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER, "redeliveryDelay=1m"))
                .routeId("r")
                .process(this::see)
                .process(e -> refuseWhileDown()));
        MessageQueue raw = raw();
        send(raw, "1");
        send(raw, "2");
        await().until(() -> seen.size() == 2);
        context.getRouteController().stopRoute("r");
        assertThat(heldNow()).containsExactly("1", "2");
        down.set(false);
        context.getRouteController().startRoute("r");
        await().until(() -> seen.size() == 4);
        assertThat(seen.subList(2, 4)).containsExactly(Seen.again("1", 1), Seen.again("2", 1));
        assertNothingIsLeft();
    }

    @Test
    void restartOfTheContextTakesOverWhatItHeld() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER, "redeliveryDelay=1m"))
                .process(this::see)
                .process(e -> refuseWhileDown()));
        send(raw(), "x");
        await().until(() -> seen.size() == 1);
        context.stop();
        down.set(false);
        context.start();
        await().until(() -> seen.size() == 2);
        assertThat(seen).containsExactly(Seen.first("x"), Seen.again("x", 1));
        assertNothingIsLeft();
    }

    @Test
    void twoContextsOnOneQueueKeepTheirMessagesApart() throws Exception {
        List<Seen> other = new CopyOnWriteArrayList<>();
        start(routes ->
                routes.from(uri(Asked.REDELIVER, SOON)).process(this::see).process(e -> refuseWhileDown()));
        MessageQueue raw = raw();
        send(raw, "of the first");
        await().until(() -> !seen.isEmpty());
        DefaultCamelContext second = anotherContext();
        RouteBuilder.addRoutes(
                second, routes -> routes.from(uri(Asked.REDELIVER, SOON)).process(e -> other.add(Seen.of(e))));
        second.start();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add("m" + i);
            send(raw, "m" + i);
        }
        await().until(() -> {
            List<String> both = new ArrayList<>(seenTexts());
            other.forEach(each -> both.add(each.text()));
            return both.containsAll(all);
        });
        assertThat(other).as("what the first holds is its own").doesNotContain(Seen.again("of the first", 1));
        assertThat(other).allMatch(each -> !each.redelivered());
        down.set(false);
        await().until(() -> heldNow().isEmpty());
        second.stop();
        assertNothingIsLeft();
    }

    @Test
    @Tag("slow")
    void runningContextTakesOverWhatAnotherOneLeftWhenItStopped() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER, "redeliveryDelay=1m"))
                .process(this::see)
                .process(e -> refuseWhileDown()));
        send(raw(), "x");
        await().until(() -> seen.size() == 1);
        List<Seen> other = nextStartIsGiven(0);
        context.stop();
        await().until(() -> other.size() == 1);
        assertThat(other).containsExactly(Seen.again("x", 1));
    }
}
