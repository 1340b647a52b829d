package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a wait before there is a message or room: close, interrupt, endWaits and the timeout. */
class WakeTest {
    private static final byte[] BODY = {1};
    private static final Duration BOUND = Duration.ofMillis(50);

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private String fullName;

    @BeforeEach
    void name() {
        fullName = queue.anotherName();
    }

    /** How a thread waits. */
    enum Stage {
        RECEIVE {
            @Override
            BlockedCall<?> start(MessageQueue empty, MessageQueue full) {
                return BlockedCall.start(empty::receive).awaitPolling();
            }
        },
        TIMED_RECEIVE {
            @Override
            BlockedCall<?> start(MessageQueue empty, MessageQueue full) {
                return BlockedCall.start(() -> empty.receive(Duration.ofMinutes(1)))
                        .awaitPolling();
            }
        },
        /** The send begins to wait and is most probably still polling when it is woken. */
        SEND {
            @Override
            BlockedCall<?> start(MessageQueue empty, MessageQueue full) {
                return BlockedCall.send(full, BODY);
            }
        },
        SEND_IN_LINE {
            @Override
            BlockedCall<?> start(MessageQueue empty, MessageQueue full) {
                return BlockedCall.send(full, BODY).awaitInLine();
            }
        },
        TIMED_SEND_IN_LINE {
            @Override
            BlockedCall<?> start(MessageQueue empty, MessageQueue full) {
                return BlockedCall.start(() -> full.send(BODY, 0, Duration.ofMinutes(1)))
                        .awaitInLine();
            }
        };

        abstract BlockedCall<?> start(MessageQueue empty, MessageQueue full);

        boolean sends() {
            return this != RECEIVE && this != TIMED_RECEIVE;
        }
    }

    private MessageQueue empty() throws Exception {
        return queue.open(TestQueue.create(1, 8));
    }

    private MessageQueue full() throws Exception {
        MessageQueue full = queue.open(fullName, TestQueue.create(1, 8));
        full.trySend(new byte[] {9}, 0);
        return full;
    }

    private void assertNothingWasSent() throws Exception {
        MessageQueue full = queue.open(fullName, OpenOptions.readWrite());
        assertThat(full.tryReceive().body()).containsExactly(9);
        assertThat(full.tryReceive()).isNull();
    }

    /** Median of the times, so that one hiccup of the machine does not count. */
    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void closeWakesAWaiterAtOnce(Stage stage) throws Exception {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            MessageQueue empty = empty();
            MessageQueue full = full();
            BlockedCall<?> waiter = stage.start(empty, full);

            long start = System.nanoTime();
            (stage.sends() ? full : empty).close();

            assertThat(waiter.failure()).isInstanceOf(QueueClosedException.class);
            times.add(Duration.ofNanos(waiter.endNanos() - start));
        }
        assertThat(median(times)).isLessThan(BOUND);
        assertNothingWasSent();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void interruptWakesAWaiterAtOnceAndLeavesTheStatusSet(Stage stage) throws Exception {
        List<Duration> times = new ArrayList<>();
        MessageQueue empty = empty();
        MessageQueue full = full();
        for (int i = 0; i < 9; i++) {
            BlockedCall<?> waiter = stage.start(empty, full);

            long start = System.nanoTime();
            waiter.interrupt();

            assertThat(waiter.failure())
                    .isInstanceOf(WaitEndedException.class)
                    .hasMessageContaining("interrupt")
                    .extracting(e -> ((WaitEndedException) e).errnoName())
                    .isEqualTo("EINTR");
            assertThat(waiter.wasInterruptedAtEnd()).isTrue();
            times.add(Duration.ofNanos(waiter.endNanos() - start));
        }
        assertThat(median(times)).isLessThan(BOUND);
        assertNothingWasSent();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void endWaitsWakesAWaiterAtOnce(Stage stage) throws Exception {
        List<Duration> times = new ArrayList<>();
        MessageQueue empty = empty();
        MessageQueue full = full();
        for (int i = 0; i < 9; i++) {
            BlockedCall<?> waiter = stage.start(empty, full);

            long start = System.nanoTime();
            (stage.sends() ? full : empty).endWaits();

            assertThat(waiter.failure()).isInstanceOf(WaitEndedException.class);
            assertThat(waiter.wasInterruptedAtEnd()).isFalse();
            times.add(Duration.ofNanos(waiter.endNanos() - start));
            empty.allowWaits();
            full.allowWaits();
        }
        assertThat(median(times)).isLessThan(BOUND);
        assertNothingWasSent();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100})
    void timeoutOfASendEndsItAtOnce(int millis) throws Exception {
        Duration timeout = Duration.ofMillis(millis);
        MessageQueue full = full();
        List<Duration> late = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            long start = System.nanoTime();
            assertThat(full.send(BODY, 0, timeout)).isFalse();
            late.add(Duration.ofNanos(System.nanoTime() - start).minus(timeout));
        }
        assertThat(late).allSatisfy(time -> assertThat(time).isGreaterThanOrEqualTo(Duration.ZERO));
        assertThat(median(late)).isLessThan(BOUND);
        assertNothingWasSent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closeWakesAllWaitersOfAHandle(boolean timed) throws Exception {
        Duration timeout = timed ? Duration.ofMinutes(1) : Duration.ofDays(1);
        MessageQueue empty = empty();
        MessageQueue full = full();
        List<BlockedCall<?>> waiters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiters.add(BlockedCall.start(() -> timed ? empty.receive(timeout) : empty.receive()));
            waiters.add(timed ? BlockedCall.start(() -> full.send(BODY, 0, timeout)) : BlockedCall.send(full, BODY));
        }
        waiters.forEach(BlockedCall::awaitBlocked);

        empty.close();
        full.close();

        for (BlockedCall<?> waiter : waiters) {
            assertThat(waiter.failure()).isInstanceOf(QueueClosedException.class);
        }
        assertNothingWasSent();
    }

    @Test
    void closeReturnsOnlyWhenTheWaitersHaveLeft() throws Exception {
        for (int i = 0; i < 50; i++) {
            MessageQueue full = full();
            BlockedCall<Void> send = BlockedCall.send(full, BODY).awaitBlocked();
            full.close();
            // The number of the descriptor is free now; if the sender were still on it, this would be its queue.
            MessageQueue other = queue.open(queue.name(), TestQueue.create(4, 8));
            assertThat(send.failure()).isInstanceOf(QueueClosedException.class);
            assertThat(other.depth()).isZero();
            other.close();
        }
        assertNothingWasSent();
    }

    @Test
    void closesByManyThreadsAtOnceAllReturn() throws Exception {
        for (int i = 0; i < 50; i++) {
            MessageQueue empty = empty();
            BlockedCall<ReceivedMessage> receive =
                    BlockedCall.start(empty::receive).awaitPolling();
            List<BlockedCall<Void>> closers = new ArrayList<>();
            for (int k = 0; k < 4; k++) {
                closers.add(BlockedCall.start(() -> {
                    empty.close();
                    return null;
                }));
            }
            for (BlockedCall<Void> closer : closers) {
                closer.result();
            }
            assertThat(receive.failure()).isInstanceOf(QueueClosedException.class);
        }
    }

    @Test
    void closeOfOneHandleLeavesTheWaitersOfAnotherAlone() throws Exception {
        MessageQueue closed = empty();
        MessageQueue kept = empty();
        BlockedCall<ReceivedMessage> onKept = BlockedCall.start(kept::receive).awaitPolling();
        BlockedCall<ReceivedMessage> onClosed =
                BlockedCall.start(closed::receive).awaitPolling();

        closed.close();
        assertThat(onClosed.failure()).isInstanceOf(QueueClosedException.class);
        onKept.awaitPolling();
        kept.send(BODY, 5);

        assertThat(onKept.result().priority()).isEqualTo(5);
    }

    @Test
    void interruptWakesOnlyItsThread() throws Exception {
        MessageQueue empty = empty();
        BlockedCall<ReceivedMessage> first = BlockedCall.start(empty::receive).awaitPolling();
        BlockedCall<ReceivedMessage> second = BlockedCall.start(empty::receive).awaitPolling();

        first.interrupt();
        assertThat(first.failure()).isInstanceOf(WaitEndedException.class);
        second.awaitPolling();
        empty.send(BODY, 3);

        assertThat(second.result().priority()).isEqualTo(3);
    }

    @Test
    void interruptBeforeTheCallEndsItsWaitButNotItsTry() throws Exception {
        MessageQueue empty = empty();
        MessageQueue full = full();
        BlockedCall<Throwable> receive = BlockedCall.start(() -> {
            Thread.currentThread().interrupt();
            empty.send(BODY, 2);
            assertThat(empty.receive().priority()).isEqualTo(2);
            return failureOf(empty::receive);
        });
        BlockedCall<Throwable> send = BlockedCall.start(() -> {
            Thread.currentThread().interrupt();
            return failureOf(() -> full.send(BODY, 0, Duration.ofMinutes(1)));
        });

        assertThat(receive.result()).isInstanceOf(WaitEndedException.class);
        assertThat(receive.wasInterruptedAtEnd()).isTrue();
        assertThat(send.result()).isInstanceOf(WaitEndedException.class);
        assertThat(send.wasInterruptedAtEnd()).isTrue();
        assertNothingWasSent();
    }

    private static Throwable failureOf(java.util.concurrent.Callable<?> call) {
        try {
            throw new AssertionError("returned " + call.call());
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void tryFormsIgnoreTheInterruptStatusAndLeaveIt() throws Exception {
        MessageQueue empty = empty();
        BlockedCall<List<Object>> tries = BlockedCall.start(() -> {
            Thread.currentThread().interrupt();
            Object none = empty.tryReceive();
            boolean sent = empty.trySend(BODY, 0);
            boolean sentAgain = empty.trySend(BODY, 0);
            boolean timed = empty.send(BODY, 0, Duration.ZERO);
            int received = empty.tryReceive().priority();
            return Arrays.asList(none, sent, sentAgain, timed, received);
        });

        assertThat(tries.result()).isEqualTo(Arrays.asList(null, true, false, false, 0));
        assertThat(tries.wasInterruptedAtEnd()).isTrue();
    }

    /** An interrupt that comes as the wait ends anyway must not reach the next call, in whichever thread that is. */
    @Test
    void onlyAThreadThatWasInterruptedIsToldThatItWas() throws Exception {
        MessageQueue shared = queue.open(TestQueue.create(1, 8));
        List<BlockedCall<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receivers.add(BlockedCall.start(() -> receiveUntilTold(shared)));
        }
        for (int i = 0; i < 3000; i++) {
            shared.send(BODY, 0);
            receivers.get(i % 2).interrupt();
        }
        for (int i = 0; i < 3; i++) {
            shared.send(BODY, 1);
        }
        int received = 0;
        for (BlockedCall<Integer> receiver : receivers) {
            received += receiver.result();
        }
        assertThat(received).isEqualTo(3000);
    }

    private static int receiveUntilTold(MessageQueue shared) throws MessageQueueException {
        int received = 0;
        while (true) {
            try {
                if (shared.receive().priority() == 1) {
                    return received;
                }
                received++;
            } catch (WaitEndedException e) {
                if (!Thread.interrupted()) {
                    throw new AssertionError("ended without an interrupt", e);
                }
            }
        }
    }

    @Test
    void waitsThatBeginAfterEndWaitsEndAtOnceButCallsTryFirst() throws Exception {
        MessageQueue empty = empty();
        MessageQueue full = full();
        empty.endWaits();
        full.endWaits();

        assertThat(failureOf(empty::receive)).isInstanceOf(WaitEndedException.class);
        assertThat(failureOf(() -> empty.receive(Duration.ofMinutes(1)))).isInstanceOf(WaitEndedException.class);
        assertThat(failureOf(() -> full.send(BODY, 0, Duration.ofMinutes(1)))).isInstanceOf(WaitEndedException.class);
        empty.send(BODY, 4);
        assertThat(empty.receive().priority()).isEqualTo(4);
        assertThat(empty.tryReceive()).isNull();
        assertThat(full.trySend(BODY, 0)).isFalse();
        assertThat(full.receive(Duration.ZERO)).isNotNull();
        assertThat(full.send(BODY, 6, Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void allowWaitsTakesEndWaitsBack() throws Exception {
        MessageQueue empty = empty();
        empty.endWaits();
        empty.endWaits();
        assertThat(failureOf(empty::receive)).isInstanceOf(WaitEndedException.class);
        empty.allowWaits();

        BlockedCall<ReceivedMessage> receive = BlockedCall.start(empty::receive).awaitPolling();
        empty.send(BODY, 8);

        assertThat(receive.result().priority()).isEqualTo(8);
    }

    @Test
    void endWaitsOfOneHandleLeavesAnotherAlone() throws Exception {
        MessageQueue ended = empty();
        MessageQueue other = empty();
        BlockedCall<ReceivedMessage> receive = BlockedCall.start(other::receive).awaitPolling();

        ended.endWaits();
        assertThat(failureOf(ended::receive)).isInstanceOf(WaitEndedException.class);
        receive.awaitPolling();
        other.send(BODY, 1);

        assertThat(receive.result()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void waitsGoingOnEndEvenIfWaitsAreAllowedAgainAtOnce(Stage stage) throws Exception {
        MessageQueue empty = empty();
        MessageQueue full = full();
        for (int i = 0; i < 20; i++) {
            BlockedCall<?> waiter = stage.start(empty, full);
            if (stage == Stage.SEND) {
                waiter.awaitBlocked();
            }
            MessageQueue mq = stage.sends() ? full : empty;
            mq.endWaits();
            mq.allowWaits();
            assertThat(waiter.failure()).isInstanceOf(WaitEndedException.class);
        }
    }

    @Test
    void aWaiterThatWasWokenForNothingSleepsOn() throws Exception {
        MessageQueue empty = empty();
        List<BlockedCall<ReceivedMessage>> waiters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiters.add(BlockedCall.start(() -> {
                while (true) {
                    try {
                        return empty.receive();
                    } catch (WaitEndedException again) {
                        // waits have been allowed again by now, or will be
                    }
                }
            }));
        }
        waiters.forEach(BlockedCall::awaitPolling);
        for (int i = 0; i < 50; i++) {
            empty.endWaits();
            empty.allowWaits();
        }
        var threads = ManagementFactory.getThreadMXBean();
        long before = Arrays.stream(threads.getAllThreadIds())
                .filter(id -> isWaiter(threads.getThreadInfo(id)))
                .map(threads::getThreadCpuTime)
                .sum();

        assertThat(queue.open(queue.anotherName(), TestQueue.create()).receive(Duration.ofMillis(500)))
                .isNull();

        long after = Arrays.stream(threads.getAllThreadIds())
                .filter(id -> isWaiter(threads.getThreadInfo(id)))
                .map(threads::getThreadCpuTime)
                .sum();
        assertThat(Duration.ofNanos(after - before)).isLessThan(Duration.ofMillis(100));
        for (int i = 0; i < 4; i++) {
            empty.send(BODY, 0);
        }
        for (BlockedCall<ReceivedMessage> waiter : waiters) {
            assertThat(waiter.result()).isNotNull();
        }
    }

    @Test
    void blockedInputOfTheJdkIsStillWokenByItsOwnSignal() throws Exception {
        MessageQueue full = full();
        BlockedCall<Void> send = BlockedCall.send(full, BODY).awaitInLine();
        send.interrupt();
        assertThat(send.failure()).isInstanceOf(WaitEndedException.class);
        ServerSocketChannel server = queue.closeLater(ServerSocketChannel.open());
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        BlockedCall<?> accept = BlockedCall.start(server::accept).awaitBlockedIn("accept");

        server.close();

        assertThat(accept.failure()).isInstanceOf(ClosedChannelException.class);
    }

    private static boolean isWaiter(java.lang.management.ThreadInfo thread) {
        return thread != null && thread.getThreadName().equals("blocked-call");
    }
}
