package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.ReceivedMessage;
import io.github.posixmq.TestQueue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** What routes do with queues. */
class RouteTest extends CamelQueueTest {
    @Test
    void highestPriorityComesFirstThroughARouteAndKeepsItsPriority() throws Exception {
        String out = queue.anotherName();
        MessageQueue in = queue.open();
        in.send("low".getBytes(UTF_8), 1);
        in.send("high".getBytes(UTF_8), 30000);
        in.send("middle".getBytes(UTF_8), 5);
        in.send("also high".getBytes(UTF_8), 30000);
        start(routes -> routes.from(uri()).to(uri(out)).to("mock:out"));
        await().until(() -> mock("out").getReceivedCounter() == 4);
        assertThat(texts(mock("out"))).containsExactly("high", "also high", "middle", "low");
        MessageQueue target = queue.open(out, TestQueue.create());
        ReceivedMessage first = target.tryReceive();
        assertThat(first.priority()).isEqualTo(30000);
        assertThat(first.body()).isEqualTo("high".getBytes(UTF_8));
    }

    @Test
    void priorityIsForgottenIfTheRouteRemovesTheHeader() throws Exception {
        String out = queue.anotherName();
        start(routes ->
                routes.from(uri()).removeHeaders("CamelPosixMq*").to(uri(out)).to("mock:out"));
        queue.open().send("x".getBytes(UTF_8), 9);
        await().until(() -> mock("out").getReceivedCounter() == 1);
        assertThat(queue.open(out, TestQueue.create()).tryReceive().priority()).isZero();
    }

    @Test
    void deadLetterChannelToAnotherQueue() throws Exception {
        String dead = queue.anotherName();
        AtomicInteger attempts = new AtomicInteger();
        start(routes -> {
            routes.errorHandler(routes.deadLetterChannel(uri(dead))
                    .maximumRedeliveries(2)
                    .redeliveryDelay(0)
                    .useOriginalMessage());
            routes.from(uri()).setBody(routes.constant("changed")).process(e -> {
                attempts.incrementAndGet();
                throw new IllegalStateException("broken");
            });
        });
        queue.open().send("original".getBytes(UTF_8), 4);
        MessageQueue letters = queue.open(dead, TestQueue.create());
        await().until(() -> letters.depth() == 1);
        ReceivedMessage letter = letters.tryReceive();
        assertThat(letter.body()).isEqualTo("original".getBytes(UTF_8));
        assertThat(letter.priority()).isEqualTo(4);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void fullQueueIsAnErrorThatARouteCanHandle() throws Exception {
        fill(queue.open());
        start(routes -> {
            routes.onException(QueueFullException.class).handled(true).to("mock:full");
            routes.from("direct:in").to(uri() + "&sendTimeout=0").to("mock:sent");
        });
        template().sendBody("direct:in", "x");
        assertThat(texts(mock("full"))).containsExactly("x");
        assertThat(mock("full").getReceivedExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                .isInstanceOf(QueueFullException.class);
        assertThat(mock("sent").getReceivedCounter()).isZero();
    }

    @Test
    void redeliverySendsAgain() throws Exception {
        MessageQueue full = queue.open();
        fill(full);
        start(routes -> {
            routes.onException(QueueFullException.class)
                    .maximumRedeliveries(2)
                    .redeliveryDelay(0)
                    .onRedelivery(e -> full.tryReceive());
            routes.from("direct:in").to(uri() + "&sendTimeout=0").to("mock:sent");
        });
        template().sendBody("direct:in", "x");
        assertThat(mock("sent").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void fullTargetHoldsBackTheSource() throws Exception {
        String out = queue.anotherName();
        start(routes -> routes.from(uri()).to(uri(out)).to("mock:out"));
        MessageQueue in = queue.open();
        MessageQueue target = queue.open(out, TestQueue.create());
        for (int i = 0; i < 9; i++) {
            send(in, "m" + i);
        }
        // Four in the target, one in the hand of the route, four in the source.
        await().until(() -> in.depth() == 4 && target.depth() == 4);
        assertThat(mock("out").getReceivedCounter()).isEqualTo(4);
        for (int i = 0; i < 9; i++) {
            assertThat(receive(target)).isEqualTo("m" + i);
        }
    }

    @Test
    void wireTapAndMulticastSendCopies() throws Exception {
        String copy = queue.anotherName();
        start(routes -> {
            routes.from("direct:in").multicast().parallelProcessing().to(uri(), uri(copy));
            routes.from(uri()).to("mock:out");
            routes.from(uri(copy)).to("mock:out");
        });
        template().sendBody("direct:in", "x");
        await().until(() -> texts(mock("out")).equals(List.of("x", "x")));
    }
}
