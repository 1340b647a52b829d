package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The moments of a wait that calls on a queue hit only once in thousands of times. */
class WaiterTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private Housekeeper housekeeper;
    private Waiter waiter;
    private NativeMemory body;
    private int line;
    private boolean waiterIsInUse;

    @BeforeEach
    void open() throws Exception {
        queue.open(TestQueue.create(1, 8)).send(new byte[1], 0);
        QueueName name = QueueName.of(queue.name());
        housekeeper = Housekeeper.acquire();
        waiter = Waiter.open(housekeeper, name);
        body = new NativeMemory(8);
        line = Libc.mq_open(name.cString(), Libc.O_WRONLY, 0, Libc.NULL);
        assertThat(line).isNotNegative();
    }

    @AfterEach
    void close() {
        // All waits have ended, or this JVM has a thread that hangs and memory must stay.
        if (!waiterIsInUse) {
            Libc.mq_close(line);
            waiter.close();
            body.free();
        }
        Housekeeper.release();
    }

    @Test
    void wakeThatComesBeforeTheCallBlocksIsRepeatedUntilItIsSeen() throws Exception {
        CountDownLatch inLine = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        waiterIsInUse = true;
        BlockedCall<Errno> send = BlockedCall.start(() -> {
            waiter.reset();
            waiter.enterLine();
            waiter.lookedUp();
            inLine.countDown();
            woken.await();
            int result = Libc.mq_send(line, body.address(), 1, 0);
            Errno errno = result == 0 ? null : Errno.last();
            waiter.leaveLine();
            return errno;
        });
        inLine.await();
        waiter.wake();
        woken.countDown();

        assertThat(send.result()).isEqualTo(Errno.EINTR);
        waiterIsInUse = false;
    }

    @Test
    void wakeOfTheLastWaitDoesNotReachTheNext() throws Exception {
        waiter.reset();
        waiter.wake();

        waiter.reset();

        assertThat(waiter.poll(line, Libc.POLLOUT, 0)).isFalse();
        long start = System.nanoTime();
        assertThat(waiter.poll(line, Libc.POLLOUT, 20_000_000)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void wakeAfterCloseHasNoEffect() throws Exception {
        Waiter closed = Waiter.open(housekeeper, QueueName.of(queue.name()));
        closed.reset();
        closed.close();
        // Gets the number that the closed one had.
        Waiter successor = Waiter.open(housekeeper, QueueName.of(queue.name()));
        successor.reset();

        closed.wake();
        closed.interrupt();

        long start = System.nanoTime();
        assertThat(successor.poll(line, Libc.POLLOUT, 20_000_000)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        successor.close();
    }

    @Test
    void wakeReachesAPollAndIsSeenOnce() throws Exception {
        waiterIsInUse = true;
        BlockedCall<Boolean> poll = BlockedCall.start(() -> {
                    waiter.reset();
                    return waiter.poll(line, Libc.POLLOUT, Deadline.NEVER);
                })
                .awaitPolling();

        waiter.wake();

        assertThat(poll.result()).isFalse();
        waiterIsInUse = false;
        waiter.lookedUp();
        long start = System.nanoTime();
        assertThat(waiter.poll(line, Libc.POLLOUT, 20_000_000)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }
}
