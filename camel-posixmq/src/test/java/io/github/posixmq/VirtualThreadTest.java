package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waits of virtual threads, which must not hold the threads that carry them. Compiled for a JDK that has none. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTest {
    private static final int MORE_THAN_CORES = Runtime.getRuntime().availableProcessors() * 2 + 2;
    private static final byte[] BODY = {1};

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private MessageQueue empty;
    private MessageQueue full;

    @BeforeEach
    void open() throws Exception {
        empty = queue.open(TestQueue.create(4, 8));
        full = queue.open(queue.anotherName(), TestQueue.create(1, 8));
        full.send(new byte[] {9}, 0);
    }

    private static Thread startVirtual(Runnable task) {
        try {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no virtual threads", e);
        }
    }

    /** A call in a virtual thread. */
    private static final class Call {
        final CompletableFuture<Object> outcome = new CompletableFuture<>();
        final Thread thread;
        volatile long endNanos;
        volatile boolean interruptedAtEnd;

        Call(Callable<?> call) {
            thread = startVirtual(() -> run(call));
        }

        private void run(Callable<?> call) {
            Object result = null;
            Throwable failure = null;
            try {
                result = call.call();
            } catch (Throwable t) {
                failure = t;
            }
            endNanos = System.nanoTime();
            interruptedAtEnd = Thread.currentThread().isInterrupted();
            if (failure == null) {
                outcome.complete(result);
            } else {
                outcome.completeExceptionally(failure);
            }
        }

        /** Waits until the thread has parked, and so has let its carrier go. */
        Call awaitParked() {
            BlockedCall.awaitTrue(
                    "a virtual thread to park, not " + thread.getState(),
                    () -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
            return this;
        }

        Object result() throws Exception {
            return outcome.get(20, TimeUnit.SECONDS);
        }

        Throwable failure() throws Exception {
            try {
                throw new AssertionError("returned " + outcome.get(20, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }
    }

    private Call receive() {
        return new Call(() -> empty.receive());
    }

    private Call send() {
        return new Call(() -> {
            full.send(BODY, 0);
            return true;
        });
    }

    /** Virtual threads that have nothing to do with queues do a little work. */
    private static void assertUnrelatedThreadsRun() throws Exception {
        CountDownLatch done = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            startVirtual(() -> {
                for (int k = 0; k < 5; k++) {
                    LockSupport.parkNanos(1000);
                }
                done.countDown();
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void moreBlockedReceiversAndSendersThanCoresLetUnrelatedThreadsRunAndAllGetTheirTurn() throws Exception {
        List<Call> receivers = new ArrayList<>();
        List<Call> senders = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_CORES; i++) {
            receivers.add(receive());
            senders.add(send());
        }
        receivers.forEach(Call::awaitParked);
        senders.forEach(Call::awaitParked);

        assertUnrelatedThreadsRun();

        for (int i = 0; i < MORE_THAN_CORES; i++) {
            empty.send(BODY, i);
        }
        for (Call receiver : receivers) {
            assertThat(((ReceivedMessage) receiver.result()).body()).containsExactly(BODY);
        }
        for (int i = 0; i <= MORE_THAN_CORES; i++) {
            assertThat(full.receive(Duration.ofSeconds(10))).isNotNull();
        }
        for (Call sender : senders) {
            assertThat(sender.result()).isEqualTo(true);
        }
        assertThat(full.tryReceive()).isNull();
    }

    @Test
    void timedWaitsOfMoreThreadsThanCoresEndInTime() throws Exception {
        Duration timeout = Duration.ofMillis(300);
        List<Call> calls = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < MORE_THAN_CORES; i++) {
            calls.add(new Call(() -> empty.receive(timeout) == null));
            calls.add(new Call(() -> !full.send(BODY, 0, timeout)));
        }
        assertUnrelatedThreadsRun();

        for (Call call : calls) {
            assertThat(call.result()).isEqualTo(true);
            assertThat(Duration.ofNanos(call.endNanos - start)).isBetween(timeout, timeout.plusSeconds(5));
        }
    }

    /** What ends a wait. */
    enum End {
        INTERRUPT,
        CLOSE,
        END_WAITS
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void waitsOfVirtualThreadsEndAtOnce(End end) throws Exception {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Call receive = receive().awaitParked();
            Call send = send().awaitParked();

            long start = System.nanoTime();
            switch (end) {
                case INTERRUPT -> {
                    receive.thread.interrupt();
                    send.thread.interrupt();
                }
                case CLOSE -> {
                    empty.close();
                    full.close();
                }
                case END_WAITS -> {
                    empty.endWaits();
                    full.endWaits();
                }
            }
            for (Call call : List.of(receive, send)) {
                assertThat(call.failure())
                        .isInstanceOf(end == End.CLOSE ? QueueClosedException.class : WaitEndedException.class);
                assertThat(call.interruptedAtEnd).isEqualTo(end == End.INTERRUPT);
                times.add(Duration.ofNanos(call.endNanos - start));
            }
            empty = queue.open(empty.name().toString(), OpenOptions.readWrite());
            full = queue.open(full.name().toString(), OpenOptions.readWrite());
        }
        assertThat(times.stream().sorted().toList().get(times.size() / 2)).isLessThan(Duration.ofMillis(50));
        assertThat(full.tryReceive().body()).containsExactly(9);
        assertThat(full.tryReceive()).isNull();
    }

    @Test
    void interruptBeforeTheCallEndsItsWaitButNotItsTry() throws Exception {
        Call call = new Call(() -> {
            Thread.currentThread().interrupt();
            empty.send(BODY, 3);
            assertThat(empty.receive().priority()).isEqualTo(3);
            return empty.receive();
        });

        assertThat(call.failure()).isInstanceOf(WaitEndedException.class);
        assertThat(call.interruptedAtEnd).isTrue();
    }

    @Test
    void interruptOfOneThreadDoesNotReachTheNextUserOfItsHelper() throws Exception {
        for (int i = 0; i < 200; i++) {
            Call interrupted = receive();
            interrupted.thread.interrupt();
            assertThat(interrupted.failure()).isInstanceOf(WaitEndedException.class);
            Call next = receive();
            empty.send(BODY, 2);
            assertThat(((ReceivedMessage) next.result()).priority()).isEqualTo(2);
            assertThat(next.interruptedAtEnd).isFalse();
        }
    }

    @Test
    void virtualSendersAndReceiversLoseNothing() throws Exception {
        List<Call> receivers = new ArrayList<>();
        List<Call> senders = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_CORES; i++) {
            receivers.add(new Call(() -> {
                int received = 0;
                while (empty.receive().priority() == 0) {
                    received++;
                }
                return received;
            }));
            senders.add(new Call(() -> {
                for (int k = 0; k < 200; k++) {
                    empty.send(BODY, 0);
                }
                return true;
            }));
        }
        for (Call sender : senders) {
            sender.result();
        }
        BlockedCall.awaitTrue("the queue to be empty", () -> depth() == 0);
        int received = 0;
        for (int i = 0; i < MORE_THAN_CORES; i++) {
            empty.send(BODY, 1);
        }
        for (Call receiver : receivers) {
            received += (int) receiver.result();
        }
        assertThat(received).isEqualTo(200 * MORE_THAN_CORES);
    }

    private int depth() {
        try {
            return empty.depth();
        } catch (MessageQueueException e) {
            throw new AssertionError(e);
        }
    }
}
