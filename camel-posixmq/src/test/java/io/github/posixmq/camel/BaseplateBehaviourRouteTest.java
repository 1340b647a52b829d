package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.time.Duration;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The six behaviours that the integration tests of baseplate.py ask of a message queue, through endpoint URIs. */
class BaseplateBehaviourRouteTest extends CamelQueueTest {
    private ProducerTemplate producer;
    private ConsumerTemplate consumer;

    @BeforeEach
    void startTemplates() {
        context.start();
        producer = template();
        consumer = context.createConsumerTemplate();
    }

    private String oneByOne() {
        return "posixmq:" + queue.name() + "?maxMessages=1&maxMessageSize=1";
    }

    private Exception send(String options) {
        return producer.send(oneByOne() + options, e -> e.getIn().setBody("x")).getException();
    }

    @Test
    void createsAQueueOfOneMessageOfOneByte() throws Exception {
        assertThat(send("")).isNull();
        try (MessageQueue created = queue.open()) {
            assertThat(created.wasCreated()).isFalse();
            assertThat(created.maxMessages()).isEqualTo(1);
            assertThat(created.maxMessageSize()).isEqualTo(1);
        }
    }

    @Test
    void getsWhatWasPut() {
        assertThat(send("")).isNull();
        assertThat(text(consumer.receive(oneByOne(), 1000))).isEqualTo("x");
    }

    @Test
    void getTimesOut() throws Exception {
        assertThat(time(() -> assertThat(consumer.receive(oneByOne(), 100)).isNull()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void putTimesOut() throws Exception {
        assertThat(send("")).isNull();
        assertThat(time(() -> assertThat(send("&sendTimeout=100")).isInstanceOf(QueueFullException.class)))
                .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void putWithoutAWaitSucceedsWithRoom() {
        assertThat(send("&sendTimeout=0")).isNull();
        assertThat(text(consumer.receiveNoWait(oneByOne()))).isEqualTo("x");
    }

    @Test
    void putWithoutAWaitFailsWhenFull() {
        assertThat(send("&sendTimeout=0")).isNull();
        assertThat(send("&sendTimeout=0")).isInstanceOf(QueueFullException.class);
        assertThat(text(consumer.receiveNoWait(oneByOne()))).isEqualTo("x");
        assertThat(consumer.receiveNoWait(oneByOne())).isNull();
    }
}
