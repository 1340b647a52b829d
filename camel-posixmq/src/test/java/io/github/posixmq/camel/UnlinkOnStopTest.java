package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who removes a queue, and endpoints of one queue that do not disturb each other. */
class UnlinkOnStopTest extends CamelQueueTest {
    private String unlinking() {
        return uri() + "&unlinkOnStop=true";
    }

    @Test
    void queueStaysByDefault() throws Exception {
        start(routes -> routes.from(uri()).to("mock:out"));
        context.stop();
        assertThat(exists(queue.name())).isTrue();
    }

    @Test
    void lastUserUnlinksAndSaysHowManyMessagesGo() throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from("direct:in").to(unlinking()));
            template().sendBody("direct:in", "x");
            template().sendBody("direct:in", "x");
            context.stop();
            assertThat(exists(queue.name())).isFalse();
            assertThat(log.with("was unlinked (unlinkOnStop=true); messages that went with it: 2"))
                    .hasSize(1);
        }
    }

    @Test
    void consumerUnlinks() throws Exception {
        start(routes -> routes.from(unlinking() + "&concurrentConsumers=2").to("mock:out"));
        context.stop();
        assertThat(exists(queue.name())).isFalse();
    }

    @Test
    void templatesUnlink() throws Exception {
        context.start();
        ProducerTemplate producer = template();
        ConsumerTemplate consumer = context.createConsumerTemplate();
        producer.sendBody(unlinking(), "x");
        assertThat(text(consumer.receiveNoWait(uri()))).isEqualTo("x");
        producer.stop();
        assertThat(exists(queue.name())).as("the consumer still uses it").isTrue();
        consumer.stop();
        assertThat(exists(queue.name())).isFalse();
    }

    @Test
    void userInAnotherContextKeepsTheQueue() throws Exception {
        DefaultCamelContext other = anotherContext();
        other.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("posixmq://" + queue.name()).to("mock:out");
            }
        });
        start(routes -> routes.from("direct:in").to(unlinking()));
        other.start();
        context.stop();
        assertThat(exists(queue.name())).isTrue();
        other.stop();
        assertThat(exists(queue.name())).as("one of its users wanted that").isFalse();
    }

    @Test
    void queueThatHasTheNameMeanwhileIsLeftAlone() throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from("direct:in").to(unlinking()));
            MessageQueue.unlink(queue.name());
            queue.open();
            context.stop();
            assertThat(exists(queue.name())).isTrue();
            assertThat(log.with("was not unlinked")).hasSize(1);
        }
    }

    @Test
    void queueIsCreatedAnewAfterARestart() throws Exception {
        start(routes -> routes.from(unlinking()).to("mock:out"));
        context.stop();
        context.start();
        assertThat(exists(queue.name())).isTrue();
        send(queue.open(), "x");
        await().until(() -> mock("out").getReceivedCounter() == 1);
    }

    @Test
    void failedStartLeavesNoUserBehind() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(unlinking().replace("?", "?create=false&")));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(context::start))
                .isNotNull();
        context.stop();
        DefaultCamelContext other = anotherContext();
        RouteBuilder.addRoutes(other, routes -> routes.from(unlinking()).to("mock:out"));
        other.start();
        other.stop();
        assertThat(exists(queue.name())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"posixmq:%s", "posixmq:/%s", "posixmq://%s", "posixmq:///%s"})
    void spellingsMeanOneQueue(String spelling) throws Exception {
        String bare = queue.name().substring(1);
        start(routes -> routes.from(uri()).to("mock:out"));
        template().sendBody(spelling.formatted(bare), "x");
        await().until(() -> mock("out").getReceivedCounter() == 1);
        PosixMqEndpoint endpoint = context.getEndpoint(spelling.formatted(bare), PosixMqEndpoint.class);
        assertThat(endpoint.getName()).isEqualTo(queue.name());
    }

    @Test
    void stopOfOneSpellingDoesNotDisturbTheOther() throws Exception {
        String bare = queue.name().substring(1);
        start(routes -> {
            routes.from("posixmq:" + bare + "?unlinkOnStop=true").routeId("one").to("mock:out");
            routes.from("posixmq:/" + bare).routeId("other").to("mock:out");
        });
        context.getRouteController().stopRoute("one");
        send(queue.open(), "x");
        await().until(() -> mock("out").getReceivedCounter() == 1);
        assertThat(exists(queue.name())).isTrue();
    }
}
