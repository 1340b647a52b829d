package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The outcome of a call always tells whether a message went, also when its end and the message's way cross. */
class OutcomeTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static int number(ReceivedMessage message) {
        return ByteBuffer.wrap(message.body()).getInt();
    }

    /** Takes messages at times that cross with the ends of the sends, until the last number has come. */
    private BlockedCall<List<Integer>> startReader(MessageQueue mq, int last) {
        return BlockedCall.start(() -> {
            Random random = new Random(1);
            List<Integer> received = new ArrayList<>();
            while (true) {
                int next = number(mq.receive());
                if (next == last) {
                    return received;
                }
                received.add(next);
                LockSupport.parkNanos(random.nextInt(2_500_000));
            }
        });
    }

    @Test
    void sendThatTimesOutHasSentNothingAndOneThatDoesNotHas() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 4));
        BlockedCall<List<Integer>> reader = startReader(mq, -1);
        Random random = new Random(2);
        List<Integer> sent = new ArrayList<>();
        int timedOut = 0;
        for (int i = 0; i < 1500; i++) {
            if (mq.send(number(i), 0, Duration.ofNanos(random.nextInt(3_000_000)))) {
                sent.add(i);
            } else {
                timedOut++;
            }
        }
        mq.send(number(-1), 0);

        assertThat(reader.result()).isEqualTo(sent);
        assertThat(timedOut).isPositive();
        assertThat(sent).isNotEmpty();
    }

    @Test
    void sendThatIsInterruptedHasSentNothingAndOneThatIsNotHas() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 4));
        BlockedCall<List<Integer>> reader = startReader(mq, -1);
        List<Integer> sent = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        BlockedCall<Integer> sender = BlockedCall.start(() -> {
            int interrupted = 0;
            for (int i = 0; i < 1000; i++) {
                try {
                    mq.send(number(i), 0);
                    sent.add(i);
                } catch (WaitEndedException e) {
                    assertThat(Thread.interrupted()).isTrue();
                    interrupted++;
                }
            }
            done.set(true);
            return interrupted;
        });
        Random random = new Random(3);
        while (!done.get()) {
            LockSupport.parkNanos(random.nextInt(3_000_000));
            sender.interrupt();
        }
        assertThat(sender.result()).isPositive();
        mq.send(number(-1), 0);

        assertThat(reader.result()).isEqualTo(sent);
        assertThat(sent).isNotEmpty();
    }

    @Test
    void sendThatIsEndedByCloseHasSentNothingAndOneThatIsNotHas() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 4));
        BlockedCall<List<Integer>> reader = startReader(mq, -1);
        List<Integer> sent = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<MessageQueue> current = new AtomicReference<>(queue.open(OpenOptions.writeOnly()));
        BlockedCall<Integer> sender = BlockedCall.start(() -> {
            int closed = 0;
            for (int i = 0; i < 1000; i++) {
                try {
                    current.get().send(number(i), 0);
                    sent.add(i);
                } catch (QueueClosedException e) {
                    closed++;
                    current.set(MessageQueue.open(queue.name(), OpenOptions.writeOnly()));
                }
            }
            done.set(true);
            return closed;
        });
        Random random = new Random(4);
        while (!done.get()) {
            LockSupport.parkNanos(random.nextInt(3_000_000));
            current.get().close();
        }
        assertThat(sender.result()).isPositive();
        current.get().close();
        mq.send(number(-1), 0);

        assertThat(reader.result()).isEqualTo(sent);
        assertThat(sent).isNotEmpty();
    }

    @Test
    void receiveThatEndsHasTakenNothing() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 4));
        AtomicReference<MessageQueue> current = new AtomicReference<>(queue.open(OpenOptions.readOnly()));
        BlockedCall<List<Integer>> receiver = BlockedCall.start(() -> {
            Random random = new Random(5);
            List<Integer> received = new ArrayList<>();
            while (true) {
                try {
                    Duration timeout = Duration.ofNanos(random.nextInt(1_000_000));
                    ReceivedMessage next = current.get().receive(timeout);
                    if (next != null && number(next) == -1) {
                        return received;
                    }
                    if (next != null) {
                        received.add(number(next));
                    }
                } catch (WaitEndedException e) {
                    assertThat(Thread.interrupted()).isTrue();
                } catch (QueueClosedException e) {
                    current.set(MessageQueue.open(queue.name(), OpenOptions.readOnly()));
                }
            }
        });
        Random random = new Random(6);
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            LockSupport.parkNanos(random.nextInt(1_000_000));
            mq.send(number(i), 0);
            sent.add(i);
            switch (i % 4) {
                case 0 -> receiver.interrupt();
                case 1 -> current.get().close();
                default -> LockSupport.parkNanos(1);
            }
        }
        mq.send(number(-1), 0);

        assertThat(receiver.result()).isEqualTo(sent);
        current.get().close();
    }
}
