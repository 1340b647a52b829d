package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutTest {
    private static final byte[] BODY = {42};

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private MessageQueue empty;
    private MessageQueue full;

    @BeforeEach
    void open() throws Exception {
        empty = queue.open(TestQueue.create(1, 8));
        full = queue.open(queue.anotherName(), TestQueue.create(1, 8));
        full.send(new byte[] {1}, 0);
    }

    /** The shortest that a timed out call took of several tries, so that the first ones may be slow. */
    private static Duration shortest(Callable<Boolean> call) throws Exception {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            assertThat(call.call()).isTrue();
            shortest = Math.min(shortest, System.nanoTime() - start);
        }
        return Duration.ofNanos(shortest);
    }

    private static Duration time(Callable<Boolean> call) throws Exception {
        long start = System.nanoTime();
        assertThat(call.call()).isTrue();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static List<Duration> none() {
        return List.of(
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofSeconds(-1),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofNanos(Long.MIN_VALUE));
    }

    static List<Duration> huge() {
        return List.of(
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Duration.ofNanos(Long.MAX_VALUE),
                Duration.ofNanos(Long.MAX_VALUE).plusNanos(1),
                Duration.ofDays(365 * 1000),
                Duration.ofDays(25));
    }

    @ParameterizedTest
    @MethodSource("none")
    void noTimeTriesOnce(Duration none) throws Exception {
        assertThat(empty.receive(none)).isNull();
        assertThat(empty.receive(ByteBuffer.allocateDirect(8), none)).isEqualTo(MessageQueue.NONE);
        assertThat(full.send(BODY, 0, none)).isFalse();
        assertThat(full.send(BODY, 0, 1, 0, none)).isFalse();
        assertThat(full.send(ByteBuffer.wrap(BODY), 0, none)).isFalse();
        assertThat(full.depth()).isEqualTo(1);

        assertThat(empty.send(BODY, 3, none)).isTrue();
        assertThat(empty.receive(none).priority()).isEqualTo(3);
        assertThat(full.receive(none).body()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 999, 1_000, 500_000, 999_999, 1_900_000})
    void partsOfAMillisecondCountAndTheWaitNeverEndsBeforeItsTime(long nanos) throws Exception {
        Duration timeout = Duration.ofNanos(nanos);

        assertThat(shortest(() -> empty.receive(timeout) == null)).isGreaterThanOrEqualTo(timeout);
        assertThat(shortest(() -> !full.send(BODY, 0, timeout))).isGreaterThanOrEqualTo(timeout);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 150, 1001})
    void timeoutEndsTheWaitAndNeverBeforeItsTime(long millis) throws Exception {
        Duration timeout = Duration.ofMillis(millis);

        Duration receive = time(() -> empty.receive(timeout) == null);
        Duration send = time(() -> !full.send(BODY, 0, timeout));

        assertThat(receive).isBetween(timeout, timeout.plusMillis(1500));
        assertThat(send).isBetween(timeout, timeout.plusMillis(1500));
        assertThat(full.depth()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("huge")
    void hugeTimeoutsWait(Duration huge) throws Exception {
        BlockedCall<ReceivedMessage> receive =
                BlockedCall.start(() -> empty.receive(huge)).awaitPolling();
        BlockedCall<Boolean> send =
                BlockedCall.start(() -> full.send(BODY, 0, huge)).awaitInLine();

        empty.send(BODY, 0);
        full.receive();

        assertThat(receive.result().body()).containsExactly(BODY);
        assertThat(send.result()).isTrue();
        assertThat(full.tryReceive().body()).containsExactly(BODY);
    }

    @Test
    void messageThatComesInTimeEndsTheWaitForOne() throws Exception {
        BlockedCall<ReceivedMessage> receive =
                BlockedCall.start(() -> empty.receive(Duration.ofSeconds(15))).awaitPolling();
        long sent = System.nanoTime();

        empty.send(BODY, 0);

        assertThat(receive.result().body()).containsExactly(BODY);
        assertThat(Duration.ofNanos(receive.endNanos() - sent)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void roomThatComesInTimeEndsTheWaitForIt() throws Exception {
        BlockedCall<Boolean> send = BlockedCall.start(() -> full.send(BODY, 0, Duration.ofSeconds(15)))
                .awaitInLine();
        long taken = System.nanoTime();

        full.receive();

        assertThat(send.result()).isTrue();
        assertThat(Duration.ofNanos(send.endNanos() - taken)).isLessThan(Duration.ofSeconds(5));
        assertThat(full.tryReceive().body()).containsExactly(BODY);
    }

    @Test
    void messagesTakenByOthersDoNotLengthenTheWait() throws Exception {
        Duration timeout = Duration.ofMillis(100);
        for (int i = 0; i < 10; i++) {
            BlockedCall<ReceivedMessage> receive = BlockedCall.start(() -> empty.receive(timeout));
            long start = System.nanoTime();
            while (!receive.isDone()) {
                empty.trySend(BODY, 0);
                empty.tryReceive();
                LockSupport.parkNanos(5_000_000);
            }

            ReceivedMessage received = receive.result();
            Duration time = Duration.ofNanos(receive.endNanos() - start);
            assertThat(time).isLessThan(timeout.plusMillis(1500));
            if (received != null) {
                assertThat(received.body()).containsExactly(BODY);
            }
        }
    }

    @Test
    void timedOutSendsLeaveNothingBehindAndDoNotDisturbLaterCalls() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(full.send(BODY, 0, Duration.ofMillis(i % 20))).isFalse();
        }

        assertThat(full.tryReceive().body()).containsExactly(1);
        assertThat(full.tryReceive()).isNull();
        assertThat(full.send(BODY, 0, Duration.ofMillis(1))).isTrue();
        assertThat(full.receive().body()).containsExactly(BODY);
    }
}
