package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.TestQueue;
import io.github.posixmq.WaitEndedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer that waits for room in a full queue while Camel stops. */
class BlockedProducerTest extends CamelQueueTest {
    private MessageQueue full;
    private String source;

    @BeforeEach
    void nameSource() {
        source = queue.anotherName();
    }

    private RouteDefinition source(RouteBuilder routes) {
        return routes.from(uri(source))
                .routeId("r")
                .setHeader("queue", routes.constant(queue.name()))
                .setHeader("uri", routes.constant(uri()));
    }

    private LambdaRouteBuilder blockedRoute(String kind) {
        return routes -> {
            routes.onException(Exception.class).handled(true).to("mock:failed");
            switch (kind) {
                case "to" -> source(routes).to(uri());
                case "toD" -> source(routes).toD(uri().replace(queue.name(), "${header.queue}"));
                case "late toD" -> source(routes).toD("${header.uri}");
                case "direct" -> {
                    source(routes).to("direct:next");
                    routes.from("direct:next").routeId("next").to(uri());
                }
                case "split" ->
                    source(routes)
                            .convertBodyTo(String.class)
                            .split(routes.body())
                            .to(uri());
                default -> {
                    ProducerTemplate template = context.createProducerTemplate();
                    source(routes).process(exchange -> {
                        Exchange inner = template.send(uri(), e -> e.getIn().setBody("from a bean"));
                        exchange.setException(inner.getException());
                    });
                }
            }
        };
    }

    private void startBlocked(LambdaRouteBuilder routes) throws Exception {
        full = queue.open();
        fill(full);
        start(routes);
        sendToRoute("x");
        awaitBlockedSenders(1);
    }

    private void sendToRoute(String body) throws Exception {
        send(queue.open(source, TestQueue.create()), body);
    }

    /** Those that wait, and not those that only try, as each sender does before it waits. */
    private static long blockedSenders() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> List.of(stack).toString().contains("SendingQueue.send"))
                .filter(stack -> List.of(stack).toString().contains("Descriptor.awaitSend"))
                .count();
    }

    static void awaitBlockedSenders(int count) {
        await().until(() -> blockedSenders() == count);
    }

    private void assertFailedBecauseOfTheStop() {
        assertThat(mock("failed").getReceivedExchanges()).hasSize(1);
        Exception cause =
                mock("failed").getReceivedExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        assertThat(cause)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining(queue.name() + " is full and Camel is stopping")
                .hasMessageContaining("was not sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "toD", "late toD", "direct", "split", "template"})
    void stopOfTheContextEndsTheWaitAtOnce(String kind) throws Exception {
        startBlocked(blockedRoute(kind));
        MockEndpoint failed = mock("failed");
        assertThat(time(context::stop)).isLessThan(PROMPT);
        assertThat(failed.getReceivedCounter()).isEqualTo(1);
        assertThat(full.depth()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "toD", "late toD", "direct", "split"})
    void stopOfTheRouteEndsTheWaitAtOnceAndAStartAllowsItAgain(String kind) throws Exception {
        startBlocked(blockedRoute(kind));
        assertThat(time(() -> context.getRouteController().stopRoute("r"))).isLessThan(PROMPT);
        assertFailedBecauseOfTheStop();

        context.getRouteController().startRoute("r");
        sendToRoute("again");
        awaitBlockedSenders(1);
        full.receive();
        await().until(() -> blockedSenders() == 0);
        assertThat(mock("failed").getReceivedCounter()).isEqualTo(1);
        assertThat(full.depth()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stopFailsTheMessageInHandAndNoOther(boolean wholeContext) throws Exception {
        startBlocked(blockedRoute("to"));
        MessageQueue waiting = queue.open(source, TestQueue.create());
        fill(waiting);
        MockEndpoint failed = mock("failed");
        if (wholeContext) {
            context.stop();
        } else {
            context.getRouteController().stopRoute("r");
        }
        assertThat(failed.getReceivedCounter()).isEqualTo(1);
        assertThat(waiting.depth()).isEqualTo(TestQueue.MAX_MESSAGES);
    }

    @Test
    void stopOfAnotherRouteDoesNotEndTheWait() throws Exception {
        startBlocked(routes -> {
            blockedRoute("to").accept(routes);
            routes.from("seda:other").routeId("other").to(uri());
        });
        context.getRouteController().stopRoute("other");
        assertThat(blockedSenders()).isEqualTo(1);
        full.receive();
        await().until(() -> blockedSenders() == 0);
        assertThat(mock("failed").getReceivedCounter()).isZero();
    }

    @Test
    void suspendDoesNotEndTheWait() throws Exception {
        startBlocked(blockedRoute("to"));
        CompletableFuture<Void> suspended = CompletableFuture.runAsync(() -> {
            try {
                context.getRouteController().suspendRoute("r");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(((PosixMqConsumer) context.getRoute("r").getConsumer())::isSuspended);
        assertThat(blockedSenders()).isEqualTo(1);
        full.receive();
        suspended.get(10, TimeUnit.SECONDS);
        assertThat(mock("failed").getReceivedCounter()).isZero();
    }

    @Test
    void contextThatIsStartedAgainWaitsAgain() throws Exception {
        startBlocked(blockedRoute("to"));
        context.stop();
        context.start();
        sendToRoute("again");
        awaitBlockedSenders(1);
    }

    @Test
    void stopEndsTheWaitOfAnApplicationThreadAndTakesItsInterruptBack() throws Exception {
        full = queue.open();
        fill(full);
        start(routes -> routes.from("direct:in").to("mock:out"));
        ProducerTemplate template = template();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread application = new Thread(() -> {
            try {
                template.sendBody(uri(), "x");
                failure.complete(null);
            } catch (CamelExecutionException e) {
                failure.complete(e.getCause());
            } finally {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        application.start();
        awaitBlockedSenders(1);
        assertThat(time(context::stop)).isLessThan(PROMPT);
        assertThat(failure.get(5, TimeUnit.SECONDS))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("Camel is stopping");
        assertThat(interrupted.get(5, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void sendWithRoomSucceedsDuringTheStop() throws Exception {
        MessageQueue raw = queue.open();
        CompletableFuture<Void> stopping = new CompletableFuture<>();
        start(routes -> source(routes)
                .process(e -> {
                    stopping.complete(null);
                    await().until(context::isStopping);
                })
                .to(uri()));
        sendToRoute("during the stop");
        stopping.get(5, TimeUnit.SECONDS);
        context.stop();
        assertThat(receive(raw)).isEqualTo("during the stop");
    }

    @Test
    void interruptOfAWaitIsATypedErrorAndStays() throws Exception {
        full = queue.open();
        fill(full);
        context.start();
        ProducerTemplate template = template();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread application = new Thread(() -> {
            failure.complete(template.send(uri(), e -> e.getIn().setBody("x")).getException());
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        application.start();
        awaitBlockedSenders(1);
        application.interrupt();
        assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(WaitEndedException.class);
        assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }
}
