package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.posixmq.MessageQueue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of messages that somebody asks for: ConsumerTemplate, pollEnrich and poll. */
class PolledMessageTest extends JournaledQueueTest {
    private static final String SOON = "redeliveryDelay=20";
    private static final long PATIENCE = 10_000;

    private final AtomicBoolean down = new AtomicBoolean(true);

    /** The two ways of a route to ask. */
    enum Ask {
        POLL_ENRICH,
        POLL;

        RouteDefinition from(RouteBuilder routes, String uri) {
            RouteDefinition route = routes.from("direct:in");
            return this == POLL ? route.poll(uri, PATIENCE) : route.pollEnrich(uri, PATIENCE);
        }
    }

    private void refuseWhileDown() {
        if (down.get()) {
            throw new IllegalStateException("not today");
        }
    }

    private ConsumerTemplate consumer() {
        context.start();
        return context.createConsumerTemplate();
    }

    @Test
    void messageOfATemplateIsHeldUntilItsUserHasDoneIt() throws Exception {
        ConsumerTemplate consumer = consumer();
        send(raw(), "x");
        Exchange exchange = consumer.receive(uri(Asked.REDELIVER), PATIENCE);
        assertThat(Seen.of(exchange)).isEqualTo(Seen.first("x"));
        assertThat(heldNow()).containsExactly("x");
        consumer.doneUoW(exchange);
        assertThat(heldNow()).isEmpty();
        consumer.stop();
        assertNothingIsLeft();
    }

    @Test
    void messageThatATemplatesUserDoesWithAFailureIsGivenAgain() throws Exception {
        ConsumerTemplate consumer = consumer();
        send(raw(), "x");
        Exchange exchange = consumer.receive(uri(Asked.REDELIVER, SOON), PATIENCE);
        exchange.setException(new IllegalStateException("not today"));
        consumer.doneUoW(exchange);
        assertThat(consumer.receiveNoWait(uri(Asked.REDELIVER, SOON)))
                .as("before the delay")
                .isNull();
        Exchange again = consumer.receive(uri(Asked.REDELIVER, SOON), PATIENCE);
        assertThat(Seen.of(again)).isEqualTo(Seen.again("x", 1));
        consumer.doneUoW(again);
        consumer.stop();
        assertNothingIsLeft();
    }

    @Test
    void bodyThatATemplateGivesIsReleased() throws Exception {
        ConsumerTemplate consumer = consumer();
        send(raw(), "x");
        assertThat(consumer.receiveBody(uri(Asked.REDELIVER), PATIENCE, String.class))
                .isEqualTo("x");
        assertThat(heldNow()).isEmpty();
        consumer.stop();
        assertNothingIsLeft();
    }

    @Test
    void messageAtMostOnceIsNotHeld() throws Exception {
        ConsumerTemplate consumer = consumer();
        MessageQueue raw = raw();
        for (int i = 0; i < 40; i++) {
            send(raw, "x");
            Exchange forgotten = consumer.receive(uri(Asked.AT_MOST_ONCE, "maxHeld=2"), PATIENCE);
            assertThat(Seen.of(forgotten)).isEqualTo(Seen.unmarked("x"));
        }
        assertThat(journals.files()).isEmpty();
    }

    @Test
    void messageThatNobodyHasDoneIsHeldForTheNextStart() throws Exception {
        ConsumerTemplate consumer = consumer();
        send(raw(), "x");
        Exchange forgotten = consumer.receive(uri(Asked.REDELIVER), PATIENCE);
        assertThat(heldNow()).containsExactly("x");
        assertThat(Seen.of(forgotten)).isEqualTo(Seen.first("x"));
    }

    @Test
    void forgottenMessagesAreNamedWhenAsManyAreHeldAsMayBe() throws Exception {
        ConsumerTemplate consumer = consumer();
        MessageQueue raw = raw();
        raw.send(new byte[3], 5);
        raw.send(new byte[11], 4);
        String uri = uri(Asked.REDELIVER, "maxHeld=2");
        Exchange first = consumer.receive(uri, PATIENCE);
        Exchange second = consumer.receive(uri, PATIENCE);
        raw.send(new byte[1], 3);
        for (CamelQueueTest.ThrowingRunnable ask : List.<CamelQueueTest.ThrowingRunnable>of(
                () -> consumer.receive(uri), () -> consumer.receive(uri, 50), () -> consumer.receiveNoWait(uri))) {
            assertThatThrownBy(ask::run)
                    .hasStackTraceContaining("2 messages of " + queue.name() + " are held")
                    .hasStackTraceContaining("maxHeld")
                    .hasStackTraceContaining("3 bytes with priority 5")
                    .hasStackTraceContaining("11 bytes with priority 4")
                    .hasStackTraceContaining("doneUoW");
        }
        assertThat(raw.depth()).isEqualTo(1);

        consumer.doneUoW(first);
        Exchange third = consumer.receive(uri, PATIENCE);
        assertThat(third.getIn().getBody(byte[].class)).hasSize(1);
        consumer.doneUoW(second);
        consumer.doneUoW(third);
        consumer.stop();
        assertNothingIsLeft();
    }

    @Test
    void batchingDoesNotConcernAPollingConsumer() throws Exception {
        ConsumerTemplate consumer = consumer();
        MessageQueue raw = raw();
        send(raw, "1");
        send(raw, "2");
        Exchange exchange = consumer.receive(uri(Asked.REDELIVER, "batching=true", "batchSize=2"), PATIENCE);
        assertThat(Seen.of(exchange)).isEqualTo(Seen.first("1"));
        assertThat(raw.depth()).isEqualTo(1);
        consumer.doneUoW(exchange);
    }

    @ParameterizedTest
    @EnumSource
    void messageThatARouteAskedForIsHeldUntilTheExchangeIsCompleted(Ask ask) throws Exception {
        start(routes -> ask.from(routes, uri(Asked.REDELIVER, SOON))
                .process(this::see)
                .process(e -> assertThat(heldNow()).containsExactly("x"))
                .to("mock:out"));
        send(raw(), "x");
        template().sendBody("direct:in", "ask");
        assertThat(mock("out").getReceivedCounter()).isEqualTo(1);
        assertThat(heldNow()).isEmpty();
        assertNothingIsLeft();
        assertThat(seen).containsExactly(Seen.first("x"));
    }

    @ParameterizedTest
    @EnumSource
    void messageThatARouteAskedForIsGivenAgainIfTheExchangeFails(Ask ask) throws Exception {
        start(routes -> ask.from(routes, uri(Asked.REDELIVER, SOON))
                .process(this::see)
                .process(e -> refuseWhileDown())
                .to("mock:out"));
        send(raw(), "x");
        assertThatThrownBy(() -> template().sendBody("direct:in", "ask")).isInstanceOf(CamelExecutionException.class);
        assertThat(heldNow()).containsExactly("x");
        down.set(false);
        template().sendBody("direct:in", "ask again");
        assertThat(seen).containsExactly(Seen.first("x"), Seen.again("x", 1));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void messageThatARouteAskedForIsGoneIfTheExchangeFailsAndReleaseIsAskedFor(Ask ask) throws Exception {
        start(routes -> ask.from(routes, uri(Asked.RELEASE)).process(e -> refuseWhileDown()));
        send(raw(), "x");
        try (LogLines log = new LogLines()) {
            assertThatThrownBy(() -> template().sendBody("direct:in", "ask"))
                    .isInstanceOf(CamelExecutionException.class);
            assertThat(log.with("is gone, as its exchange failed and onFailure=release"))
                    .hasSize(1);
        }
        assertThat(heldNow()).isEmpty();
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void messageThatARouteAskedForAndThatAHandlerDealsWithIsReleased(Ask ask) throws Exception {
        start(routes -> {
            routes.errorHandler(routes.deadLetterChannel("mock:dead"));
            ask.from(routes, uri(Asked.REDELIVER, SOON)).process(e -> refuseWhileDown());
        });
        send(raw(), "x");
        template().sendBody("direct:in", "ask");
        assertThat(mock("dead").getReceivedCounter()).isEqualTo(1);
        assertThat(heldNow()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void messageWhoseAggregationFailsIsGivenAgain() throws Exception {
        LambdaRouteBuilder route =
                routes -> routes.from("direct:in").pollEnrich(uri(Asked.REDELIVER, SOON), PATIENCE, (main, polled) -> {
                    see(polled);
                    refuseWhileDown();
                    return polled;
                });
        start(route);
        send(raw(), "x");
        assertThatThrownBy(() -> template().sendBody("direct:in", "ask")).isInstanceOf(CamelExecutionException.class);
        assertThat(heldNow()).containsExactly("x");
    }

    @Test
    void receiverThatWaitsIsGivenWhatIsDueAgain() throws Exception {
        ConsumerTemplate consumer = consumer();
        send(raw(), "x");
        String uri = uri(Asked.REDELIVER, "redeliveryDelay=200");
        Exchange exchange = consumer.receive(uri, PATIENCE);
        CompletableFuture<Exchange> waiting = CompletableFuture.supplyAsync(() -> consumer.receive(uri, PATIENCE));
        exchange.setRollbackOnly(true);
        consumer.doneUoW(exchange);
        assertThat(Seen.of(waiting.get(10, TimeUnit.SECONDS))).isEqualTo(Seen.again("x", 1));
    }
}
