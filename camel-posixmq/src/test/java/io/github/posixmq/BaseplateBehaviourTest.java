package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the integration tests of Reddit's baseplate.py ask of a message queue. */
class BaseplateBehaviourTest {
    private static final byte[] X = "x".getBytes(UTF_8);

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @Test
    void createsAQueueOfOneMessageOfOneByte() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 1));

        assertThat(mq.attributes()).isEqualTo(new QueueAttributes(1, 1, 0));
    }

    @Test
    void putAndGet() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 1));

        mq.send(X, 0);

        assertThat(mq.receive().body()).isEqualTo(X);
    }

    @Test
    void getTimesOut() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 1));
        long start = System.nanoTime();

        assertThat(mq.receive(Duration.ofMillis(100))).isNull();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void putTimesOut() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 1));
        mq.send(X, 0);
        long start = System.nanoTime();

        assertThat(mq.send(X, 0, Duration.ofMillis(100))).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void putWithoutTimeSucceedsIfThereIsRoom() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 1));

        assertThat(mq.send(X, 0, Duration.ZERO)).isTrue();

        assertThat(mq.receive().body()).isEqualTo(X);
    }

    @Test
    void putWithoutTimeTimesOutIfTheQueueIsFull() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 1));
        mq.send(X, 0);

        assertThat(mq.send(X, 0, Duration.ZERO)).isFalse();

        assertThat(mq.depth()).isEqualTo(1);
    }
}
