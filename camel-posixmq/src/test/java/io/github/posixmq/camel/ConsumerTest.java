package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.CamelContextRoutesStartedEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerTest extends CamelQueueTest {
    @Test
    void bodyIsBytesAndHeadersTellPriorityAndQueue() throws Exception {
        MessageQueue raw = queue.open();
        raw.send("grüße".getBytes(StandardCharsets.UTF_8), 7);
        start(routes -> routes.from(uri()).to("mock:out"));

        mock("out").expectedMessageCount(1);
        MockEndpoint.assertIsSatisfied(context);
        Exchange exchange = mock("out").getReceivedExchanges().get(0);
        assertThat(exchange.getIn().getBody()).isEqualTo("grüße".getBytes(StandardCharsets.UTF_8));
        assertThat(exchange.getIn().getHeaders())
                .containsEntry(PosixMqConstants.PRIORITY, 7)
                .containsEntry(PosixMqConstants.QUEUE_NAME, queue.name())
                .containsEntry(PosixMqConstants.REDELIVERED, false)
                .containsEntry(PosixMqConstants.REDELIVERY_COUNT, 0)
                .containsEntry(PosixMqConstants.RECOVERED, false)
                .hasSize(5);
        assertThat(exchange.getFromEndpoint()).isInstanceOf(PosixMqEndpoint.class);
    }

    @Test
    void emptyMessageIsAnEmptyBody() throws Exception {
        queue.open().send(new byte[0], 0);
        start(routes -> routes.from(uri()).to("mock:out"));

        mock("out").expectedMessageCount(1);
        MockEndpoint.assertIsSatisfied(context);
        assertThat(mock("out").getReceivedExchanges().get(0).getIn().getBody()).isEqualTo(new byte[0]);
    }

    @Test
    void nothingIsReceivedBeforeTheContextHasStarted() throws Exception {
        MessageQueue raw = queue.open();
        send(raw, "early");
        AtomicInteger depthAtStart = new AtomicInteger(-1);
        Set<String> statuses = ConcurrentHashMap.newKeySet();
        context.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) throws Exception {
                if (event instanceof CamelContextRoutesStartedEvent) {
                    // The route runs by now; the context still starts.
                    awaitPollerAtGate();
                    depthAtStart.set(raw.depth());
                }
            }
        });
        start(routes -> routes.from(uri())
                .process(exchange -> statuses.add(context.getStatus().name()))
                .to("mock:out"));

        await().until(() -> mock("out").getReceivedCounter() == 1);
        assertThat(depthAtStart).hasValue(1);
        assertThat(statuses).containsExactly("Started");
    }

    /** A poller that did not wait for the start would have taken the message by now. */
    private void awaitPollerAtGate() {
        await().until(() -> pollers()
                .anyMatch(thread -> List.of(thread.getStackTrace()).toString().contains("PollerGate.enter")));
    }

    @Test
    void routeThatIsAddedToARunningContextReceives() throws Exception {
        context.start();
        send(queue.open(), "late");
        start(routes -> routes.from(uri()).to("mock:out"));
        await().until(() -> texts(mock("out")).equals(List.of("late")));
    }

    @Test
    void contextThatIsStoppedAndStartedAgainReceives() throws Exception {
        start(routes -> routes.from(uri()).to("mock:out"));
        MessageQueue raw = queue.open();
        context.stop();
        send(raw, "second life");
        context.start();
        await().until(() -> mock("out").getReceivedCounter() == 1);
    }

    @Test
    void pollersAreDaemonPlatformThreadsNamedAsCamelNamesThem() throws Exception {
        ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {};
        context.setApplicationContextClassLoader(loader);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        start(routes -> routes.from(uri()).process(e -> threads.add(Thread.currentThread())));
        send(queue.open(), "x");

        await().until(() -> threads.size() == 1);
        Thread thread = threads.iterator().next();
        assertThat(thread.getName()).matches("Camel \\(camel-\\d+\\) thread #\\d+ - posixmq:" + queue.name());
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isSameAs(loader);
    }

    @Test
    void concurrentConsumersProcessAtTheSameTime() throws Exception {
        CountDownLatch together = new CountDownLatch(3);
        start(routes -> routes.from(uri() + "&concurrentConsumers=3").process(exchange -> {
            together.countDown();
            assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
        }));
        MessageQueue raw = queue.open();
        for (int i = 0; i < 3; i++) {
            send(raw, "x");
        }
        assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void twoRoutesMayReadOneQueue() throws Exception {
        start(routes -> {
            routes.from(uri()).to("mock:out");
            routes.from(uri()).to("mock:out");
        });
        MessageQueue raw = queue.open();
        for (int i = 0; i < 20; i++) {
            send(raw, "x");
        }
        await().until(() -> mock("out").getReceivedCounter() == 20);
    }

    static Throwable failure(String kind) {
        return switch (kind) {
            case "exception" -> new IllegalStateException("broken");
            case "stack" -> new StackOverflowError("broken");
            case "memory" -> new OutOfMemoryError("broken");
            default -> new NoClassDefFoundError("broken");
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable t) throws T {
        throw (T) t;
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "stack", "memory", "class"})
    void whateverARouteThrowsIsAFailedExchangeAndThePollerGoesOn(String kind) throws Exception {
        Processor failing = exchange -> {
            if (text(exchange).equals("bad")) {
                ConsumerTest.<RuntimeException>raise(failure(kind));
            }
        };
        start(routes -> routes.from(uri()).routeId("r").process(failing).to("mock:out"));
        MessageQueue raw = queue.open();
        send(raw, "bad");
        send(raw, "good");
        send(raw, "bad");
        send(raw, "good");

        await().until(() -> texts(mock("out")).equals(List.of("good", "good")));
        await().until(() -> context.getInflightRepository().size("r") == 0);
        awaitWaitingPollers(1);
        assertThat(time(context::stop)).isLessThan(PROMPT);
    }

    @Test
    void failureIsReportedToTheExceptionHandler() throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> {
                routes.errorHandler(routes.noErrorHandler());
                routes.from(uri()).process(e -> {
                    throw new IllegalStateException("broken");
                });
            });
            send(queue.open(), "x");
            await().until(() -> log.with("Error processing a message of queue " + queue.name())
                            .size()
                    == 1);
        }
    }

    @Test
    void interruptStatusThatARouteLeavesBehindDoesNotEndThePoller() throws Exception {
        start(routes -> routes.from(uri())
                .process(e -> Thread.currentThread().interrupt())
                .process(e -> Thread.interrupted())
                .to("mock:out")
                .process(e -> Thread.currentThread().interrupt()));
        MessageQueue raw = queue.open();
        send(raw, "one");
        send(raw, "two");
        await().until(() -> mock("out").getReceivedCounter() == 2);
        assertPollerSleeps();
    }

    @Test
    void pooledExchangesAreGivenBack() throws Exception {
        PooledExchangeFactory pool = new PooledExchangeFactory();
        pool.setStatisticsEnabled(true);
        context.getCamelContextExtension().setExchangeFactory(pool);
        AtomicInteger processed = new AtomicInteger();
        Set<Integer> identities = ConcurrentHashMap.newKeySet();
        start(routes -> routes.from(uri()).process(e -> {
            identities.add(System.identityHashCode(e));
            assertThat(e.getProperty("left", String.class)).isNull();
            e.setProperty("left", "over");
            processed.incrementAndGet();
        }));
        MessageQueue raw = queue.open();
        for (int i = 0; i < 20; i++) {
            send(raw, "x" + i);
        }
        await().until(() -> processed.get() == 20);
        assertThat(identities).hasSize(1);
    }
}
