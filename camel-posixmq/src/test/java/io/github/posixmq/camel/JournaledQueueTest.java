package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.Delivery;
import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueName;
import io.github.posixmq.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A journal directory of its own for each test, besides a queue and a context. */
abstract class JournaledQueueTest extends CamelQueueTest {
    @RegisterExtension
    final JournalPlace journals = new JournalPlace();

    /** What a route was given, in the order in which it was. */
    final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** What a test asks for: a column of the table "What becomes of a message". */
    enum Asked {
        REDELIVER("deliveryGuarantee=atLeastOnce&onFailure=redeliver"),
        RELEASE("deliveryGuarantee=atLeastOnce&onFailure=release"),
        AT_MOST_ONCE("deliveryGuarantee=atMostOnce");

        final String options;

        Asked(String options) {
            this.options = options;
        }

        boolean isAtLeastOnce() {
            return this != AT_MOST_ONCE;
        }
    }

    /** A delivery as a route sees it; the marks are null where there are none. */
    record Seen(String text, Boolean redelivered, Integer count, Boolean recovered) {
        static Seen of(Exchange exchange) {
            return new Seen(
                    CamelQueueTest.text(exchange),
                    exchange.getIn().getHeader(PosixMqConstants.REDELIVERED, Boolean.class),
                    exchange.getIn().getHeader(PosixMqConstants.REDELIVERY_COUNT, Integer.class),
                    exchange.getIn().getHeader(PosixMqConstants.RECOVERED, Boolean.class));
        }

        static Seen first(String text) {
            return again(text, 0);
        }

        static Seen again(String text, int count) {
            return new Seen(text, count > 0, count, false);
        }

        /** As with atMostOnce, which has no marks. */
        static Seen unmarked(String text) {
            return new Seen(text, null, null, null);
        }
    }

    void see(Exchange exchange) {
        seen.add(Seen.of(exchange));
    }

    List<String> seenTexts() {
        return seen.stream().map(Seen::text).toList();
    }

    /** The test's queue, with its journal in the test's directory. */
    String uri(Asked asked, String... options) {
        return uri() + "&journalDirectory=" + journals.path() + "&" + asked.options
                + (options.length == 0 ? "" : "&" + String.join("&", options));
    }

    MessageQueue raw() throws Exception {
        return queue.open();
    }

    void startAnother(LambdaRouteBuilder routes) throws Exception {
        DefaultCamelContext other = anotherContext();
        RouteBuilder.addRoutes(other, routes);
        other.start();
    }

    /** What the next process would be given if this one died now. */
    List<String> heldNow() throws Exception {
        JournalOptions options = JournalOptions.defaults().directory(journals.copyOfTheDead());
        List<String> held = new ArrayList<>();
        OpenOptions nothing = TestQueue.create(1, TestQueue.MAX_MESSAGE_SIZE);
        try (MessageQueue empty = MessageQueue.open(queue.anotherName(), nothing);
                Journal journal =
                        Journal.open(QueueName.of(queue.name()), TestQueue.MAX_MESSAGE_SIZE, options.maxHeld(1024))) {
            for (Delivery next = journal.receive(empty, Duration.ZERO);
                    next != null;
                    next = journal.receive(empty, Duration.ZERO)) {
                next.messages().forEach(message -> held.add(new String(message.body(), UTF_8)));
            }
        }
        return held;
    }

    /** Stops the context and looks whether it left anything to a next start. */
    void assertNothingIsLeft() throws Exception {
        context.stop();
        assertThat(journals.files()).as("files left in the journal directory").isEmpty();
        assertThat(raw().depth()).as("messages left in the queue").isZero();
    }

    /** Starts the next consumer of the queue and waits for what it is given. */
    List<Seen> nextStartIsGiven(int messages) throws Exception {
        List<Seen> given = new CopyOnWriteArrayList<>();
        startAnother(routes -> routes.from(uri(Asked.REDELIVER)).process(e -> given.add(Seen.of(e))));
        await().until(() -> given.size() >= messages);
        return given;
    }
}
