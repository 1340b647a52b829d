package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.ReceivedMessage;
import io.github.posixmq.TestQueue;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Camel context and a queue of their own for each test. The context is stopped before the queue is unlinked. */
abstract class CamelQueueTest {
    /** A stop that Camel begins by looking whether something is pending, and looks again, takes longer than this. */
    static final Duration PROMPT = Duration.ofMillis(900);

    /** Far beyond every bound that a test asserts, so that a stop that waits for it is noticed. */
    static final int SHUTDOWN_SECONDS = 20;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    final DefaultCamelContext context = newContext();
    private final List<CamelContext> others = new ArrayList<>();

    @AfterEach
    void stopContexts() {
        context.stop();
        others.forEach(CamelContext::stop);
    }

    private static DefaultCamelContext newContext() {
        DefaultCamelContext created = new DefaultCamelContext();
        created.getShutdownStrategy().setTimeout(SHUTDOWN_SECONDS);
        return created;
    }

    /** A further context, stopped after the test. */
    DefaultCamelContext anotherContext() {
        DefaultCamelContext other = newContext();
        others.add(other);
        return other;
    }

    /** Endpoint URI of the test's queue with its small geometry. */
    String uri() {
        return uri(queue.name());
    }

    static String uri(String name) {
        return "posixmq:" + name + "?maxMessages=" + TestQueue.MAX_MESSAGES + "&maxMessageSize="
                + TestQueue.MAX_MESSAGE_SIZE;
    }

    /** Adds routes and starts the context. */
    void start(LambdaRouteBuilder routes) throws Exception {
        RouteBuilder.addRoutes(context, routes);
        context.start();
    }

    MockEndpoint mock(String name) {
        return context.getEndpoint("mock:" + name, MockEndpoint.class);
    }

    ProducerTemplate template() {
        return context.createProducerTemplate();
    }

    /** The threads of consumers of the test's queue. */
    Stream<Thread> pollers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("posixmq:" + queue.name()));
    }

    void awaitWaitingPollers(int count) {
        await().until(() -> pollers()
                        .filter(thread ->
                                List.of(thread.getStackTrace()).toString().contains("MessageQueue.receive"))
                        .count()
                == count);
    }

    /** A poller that asks again and again instead of waiting would receive as well. */
    void assertPollerSleeps() throws MessageQueueException {
        awaitWaitingPollers(1);
        long poller = pollers().findFirst().orElseThrow().getId();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getThreadCpuTime(poller);
        try (MessageQueue empty = queue.open(queue.anotherName(), TestQueue.create())) {
            empty.receive(Duration.ofMillis(500));
        }
        assertThat(Duration.ofNanos(threads.getThreadCpuTime(poller) - before)).isLessThan(Duration.ofMillis(100));
    }

    static void send(MessageQueue to, String body) throws MessageQueueException {
        to.send(body.getBytes(UTF_8), 0);
    }

    static void fill(MessageQueue full) throws MessageQueueException {
        while (full.trySend(new byte[] {'x'}, 0)) {
            // until there is no room
        }
    }

    static String receive(MessageQueue from) throws MessageQueueException {
        ReceivedMessage message = from.receive(Duration.ofSeconds(10));
        return message == null ? null : new String(message.body(), UTF_8);
    }

    static String text(Exchange exchange) {
        return exchange == null ? null : new String(exchange.getIn().getBody(byte[].class), UTF_8);
    }

    static List<String> texts(MockEndpoint mock) {
        return mock.getReceivedExchanges().stream().map(CamelQueueTest::text).toList();
    }

    static boolean exists(String name) {
        try {
            MessageQueue.open(name, OpenOptions.readOnly()).close();
            return true;
        } catch (MessageQueueException e) {
            return false;
        }
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(5));
    }

    /** How long something takes. */
    static Duration time(ThrowingRunnable action) throws Exception {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    interface ThrowingRunnable {
        void run() throws Exception;
    }
}
