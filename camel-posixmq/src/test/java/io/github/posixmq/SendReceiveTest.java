package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendReceiveTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private MessageQueue mq;

    @BeforeEach
    void open() throws Exception {
        mq = queue.open(TestQueue.create(8, 300));
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private List<String> drain() throws Exception {
        List<String> bodies = new ArrayList<>();
        for (ReceivedMessage next = mq.tryReceive(); next != null; next = mq.tryReceive()) {
            bodies.add(next.priority() + ":" + new String(next.body(), UTF_8));
        }
        return bodies;
    }

    @Test
    void messagesOfOnePriorityComeInTheOrderTheyWereSent() throws Exception {
        for (String body : List.of("a", "b", "c", "d", "e", "f")) {
            mq.send(text(body), 7);
        }

        assertThat(drain()).containsExactly("7:a", "7:b", "7:c", "7:d", "7:e", "7:f");
    }

    @Test
    void higherPriorityComesFirstAndOrderHoldsInsideEach() throws Exception {
        mq.send(text("a"), 0);
        mq.send(text("b"), 32767);
        mq.send(text("c"), 5);
        mq.send(text("d"), 0);
        mq.send(text("e"), 5);
        mq.send(text("f"), 31);
        mq.send(text("g"), 32767);

        assertThat(drain()).containsExactly("32767:b", "32767:g", "31:f", "5:c", "5:e", "0:a", "0:d");
    }

    @Test
    void orderHoldsForRandomPriorities() throws Exception {
        MessageQueue large = queue.open(queue.anotherName(), TestQueue.create(10, 8));
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            List<int[]> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int priority = random.nextInt(4) * random.nextInt(8192);
                sent.add(new int[] {priority, i});
                assertThat(large.trySend(new byte[] {(byte) i}, priority)).isTrue();
            }
            sent.sort((a, b) -> a[0] == b[0] ? a[1] - b[1] : b[0] - a[0]);
            for (int[] expected : sent) {
                ReceivedMessage received = large.tryReceive();
                assertThat(received.priority()).isEqualTo(expected[0]);
                assertThat(received.body()).containsExactly(expected[1]);
            }
        }
    }

    @Test
    void receiveReturnsEmptyBodyForEmptyMessage() throws Exception {
        mq.send(new byte[0], 4);
        mq.send(new byte[9], 3, 0, 3);

        assertThat(mq.depth()).isEqualTo(2);
        ReceivedMessage first = mq.receive();
        ReceivedMessage second = mq.tryReceive();
        assertThat(first.body()).isEmpty();
        assertThat(first.priority()).isEqualTo(4);
        assertThat(second.body()).isEmpty();
        assertThat(second.priority()).isEqualTo(3);
    }

    @Test
    void everyByteValueArrivesAsItWasSent() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }

        mq.send(all, 0);

        assertThat(mq.receive().body()).isEqualTo(all);
    }

    @Test
    void everyLengthUpToTheMessageSizeArrivesExactly() throws Exception {
        Random random = new Random(7);
        for (int length = 0; length <= 300; length++) {
            byte[] body = new byte[length];
            random.nextBytes(body);
            mq.send(body, length);

            ReceivedMessage received = mq.receive();

            assertThat(received.body()).isEqualTo(body);
            assertThat(received.priority()).isEqualTo(length);
        }
    }

    @Test
    void shortBodyAfterALongOneHoldsNothingOfIt() throws Exception {
        byte[] full = new byte[300];
        Arrays.fill(full, (byte) 'x');
        mq.send(full, 0);
        mq.receive();
        mq.send(text("y"), 0);

        assertThat(mq.receive().body()).isEqualTo(text("y"));
    }

    @Test
    void bodyBelongsToTheReceiver() throws Exception {
        mq.send(text("first"), 0);
        mq.send(text("other"), 0);

        byte[] first = mq.receive().body();
        byte[] other = mq.receive().body();

        assertThat(first).isEqualTo(text("first")).isNotSameAs(other);
        assertThat(other).isEqualTo(text("other"));
    }

    @Test
    void offsetAndLengthSelectTheBody() throws Exception {
        byte[] array = text("0123456789");

        mq.send(array, 2, 3, 1);
        mq.send(array, 0, 10, 1, Duration.ofSeconds(1));
        assertThat(mq.trySend(array, 10, 0, 1)).isTrue();
        assertThat(mq.trySend(array, 9, 1, 1)).isTrue();

        assertThat(drain()).containsExactly("1:234", "1:0123456789", "1:", "1:9");
        assertThat(array).isEqualTo(text("0123456789"));
    }

    @Test
    void offsetAndLengthOutsideTheArrayAreRefused() throws Exception {
        byte[] array = new byte[10];
        int[][] ranges = {{-1, 1}, {0, 11}, {10, 1}, {11, 0}, {0, -1}, {Integer.MAX_VALUE, 1}, {1, Integer.MAX_VALUE}};
        for (int[] range : ranges) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> mq.send(array, range[0], range[1], 0));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> mq.trySend(array, range[0], range[1], 0));
        }
        assertThat(mq.depth()).isZero();
    }

    @Test
    void nullBodyIsRefused() throws Exception {
        assertThatNullPointerException().isThrownBy(() -> mq.send((byte[]) null, 0));
        assertThatNullPointerException().isThrownBy(() -> mq.trySend((byte[]) null, 0));
        assertThatNullPointerException().isThrownBy(() -> mq.send(new byte[1], 0, null));
        assertThatNullPointerException().isThrownBy(() -> mq.receive((Duration) null));
        assertThat(mq.depth()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 32766, 32767})
    void everyPriorityOfLinuxIsCarried(int priority) throws Exception {
        mq.send(text("p"), priority);

        assertThat(mq.receive().priority()).isEqualTo(priority);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 32768, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void priorityOutOfRangeSendsNothing(int priority) throws Exception {
        assertThatExceptionOfType(MessageQueueException.class)
                .isThrownBy(() -> mq.send(text("p"), priority))
                .withMessageContaining("mq_send " + queue.name())
                .withMessageContaining(Integer.toString(priority))
                .withMessageContaining("32767")
                .satisfies(e -> assertThat(e.errnoName()).isEqualTo("EINVAL"))
                .satisfies(e -> assertThat(e.remedy()).isNotBlank());
        assertThatExceptionOfType(MessageQueueException.class)
                .isThrownBy(() -> mq.send(text("p"), priority, Duration.ofSeconds(1)));
        assertThatExceptionOfType(MessageQueueException.class).isThrownBy(() -> mq.trySend(text("p"), priority));
        assertThat(mq.depth()).isZero();
    }

    @Test
    void bodyOneByteTooLargeSendsNothing() throws Exception {
        mq.send(new byte[300], 0);

        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> mq.send(new byte[301], 0))
                .withMessageContaining("mq_send " + queue.name())
                .withMessageContaining("301")
                .withMessageContaining("300")
                .satisfies(e -> assertThat(e.errnoName()).isEqualTo("EMSGSIZE"))
                .satisfies(e -> assertThat(e.remedy()).isNotBlank());
        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> mq.send(new byte[301], 0, Duration.ofDays(1)));
        assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> mq.trySend(new byte[1000], 0));
        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> mq.trySend(new byte[1000], 10, 301, 0));
        assertThat(mq.trySend(new byte[1000], 10, 300, 0)).isTrue();
        assertThat(mq.depth()).isEqualTo(2);
    }

    @Test
    void tooLargeABodyForAFullQueueIsTooLargeAndNotAWait() throws Exception {
        MessageQueue full = queue.open(queue.anotherName(), TestQueue.create(1, 4));
        full.send(new byte[4], 0);

        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> full.send(new byte[5], 0))
                .withMessageContaining("5")
                .withMessageContaining("4");
        assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> full.trySend(new byte[5], 0));
    }

    @Test
    void tryReceiveOfAnEmptyQueueIsNull() throws Exception {
        assertThat(mq.tryReceive()).isNull();
        mq.send(text("a"), 0);
        assertThat(mq.tryReceive()).isNotNull();
        assertThat(mq.tryReceive()).isNull();
    }

    @Test
    void trySendToAFullQueueIsFalseAndQueuesNothing() throws Exception {
        for (int i = 0; i < 8; i++) {
            assertThat(mq.trySend(text("m" + i), 0)).isTrue();
        }

        assertThat(mq.trySend(text("x"), 9)).isFalse();
        assertThat(mq.trySend(text("x"), 0, 1, 9)).isFalse();
        assertThat(mq.send(text("x"), 9, Duration.ZERO)).isFalse();

        assertThat(drain()).hasSize(8).doesNotContain("9:x");
    }

    @Test
    void depthAndAttributesCountWhatWaits() throws Exception {
        for (int i = 1; i <= 8; i++) {
            mq.send(text("m"), i);
            assertThat(mq.depth()).isEqualTo(i);
            assertThat(mq.attributes()).isEqualTo(new QueueAttributes(8, 300, i));
        }
        for (int i = 7; i >= 0; i--) {
            mq.receive();
            assertThat(mq.depth()).isEqualTo(i);
        }
    }

    @Test
    void twoHandlesOfOneNameShareTheQueue() throws Exception {
        MessageQueue other = queue.open(OpenOptions.readWrite());

        mq.send(text("to other"), 1);
        other.send(text("to first"), 0);

        assertThat(other.receive().body()).isEqualTo(text("to other"));
        assertThat(mq.receive().body()).isEqualTo(text("to first"));
    }

    @Test
    void messagesOutliveTheHandleThatSentThem() throws Exception {
        mq.send(text("kept"), 6);
        mq.close();

        ReceivedMessage received = queue.open(OpenOptions.readOnly()).tryReceive();

        assertThat(received.body()).isEqualTo(text("kept"));
        assertThat(received.priority()).isEqualTo(6);
    }

    @Test
    void waitingReceiveGetsTheMessageThatComes() throws Exception {
        BlockedCall<ReceivedMessage> receive =
                BlockedCall.start(() -> mq.receive()).awaitPolling();

        mq.send(text("now"), 3);

        assertThat(receive.result().body()).isEqualTo(text("now"));
        assertThat(receive.result().priority()).isEqualTo(3);
    }

    @Test
    void waitingSendGoesWhenThereIsRoom() throws Exception {
        MessageQueue small = queue.open(queue.anotherName(), TestQueue.create(1, 8));
        small.send(text("a"), 0);
        BlockedCall<Void> send = BlockedCall.send(small, text("b")).awaitBlocked();

        assertThat(small.receive().body()).isEqualTo(text("a"));
        send.result();

        assertThat(small.tryReceive().body()).isEqualTo(text("b"));
    }

    @Test
    void bodyOfHalfAMebibyteArrives() throws Exception {
        List<String> lines = Child.java(LargeBody.class)
                .privateIpc()
                .setUp("echo 524288 > /proc/sys/fs/mqueue/msgsize_max")
                .asFreshUser()
                .run();
        assertThat(lines).containsExactly("ok true");
    }

    /** Sends and receives a body of half a mebibyte. */
    static final class LargeBody {
        private LargeBody() {}

        public static void main(String[] arguments) {
            Child.attempt(() -> {
                byte[] body = new byte[1 << 19];
                new Random(1).nextBytes(body);
                try (MessageQueue mq = MessageQueue.open("/large", TestQueue.create(1, 1 << 19))) {
                    mq.send(body, 0);
                    return Arrays.equals(mq.receive().body(), body);
                }
            });
        }
    }
}
