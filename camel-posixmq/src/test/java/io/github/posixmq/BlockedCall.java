package io.github.posixmq;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A call that is expected to wait, made by a thread of its own. Tells when the thread is blocked in the kernel, which is
 * what a test awaits before it wakes it. Belongs to one thread.
 *
 * @param <T> what the call returns
 */
final class BlockedCall<T> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final Thread thread;
    private volatile long tid;
    private volatile long endNanos;
    private volatile boolean interruptedAtEnd;

    private BlockedCall(Callable<T> call) {
        thread = new Thread(() -> run(call), "blocked-call");
        thread.setDaemon(true);
    }

    static <T> BlockedCall<T> start(Callable<T> call) {
        BlockedCall<T> blocked = new BlockedCall<>(call);
        blocked.thread.start();
        return blocked;
    }

    /** Starts a send that waits for ever. */
    static BlockedCall<Void> send(MessageQueue queue, byte[] body) {
        return start(() -> {
            queue.send(body, 0);
            return null;
        });
    }

    private void run(Callable<T> call) {
        tid = Child.tid();
        T value = null;
        Throwable failure = null;
        try {
            value = call.call();
        } catch (Throwable t) {
            failure = t;
        }
        endNanos = System.nanoTime();
        interruptedAtEnd = Thread.currentThread().isInterrupted();
        if (failure == null) {
            outcome.complete(value);
        } else {
            outcome.completeExceptionally(failure);
        }
    }

    /** Waits until the thread polls for the queue. */
    BlockedCall<T> awaitPolling() {
        return await("poll", "poll_schedule", "do_poll", "do_sys_poll");
    }

    /** Waits until the thread is blocked in mq_send. */
    BlockedCall<T> awaitInLine() {
        return await("mq_send", "wq_sleep", "mq_timedsend");
    }

    /** Waits until the thread waits for the queue in whatever way. */
    BlockedCall<T> awaitBlocked() {
        return await("poll or mq_send", "poll_schedule", "do_poll", "do_sys_poll", "wq_sleep", "mq_timedsend");
    }

    /** Waits until the thread waits for another thread of this JVM, and not in the kernel for the queue. */
    BlockedCall<T> awaitParked() {
        awaitTrue("the thread to park", () -> {
            if (outcome.isDone()) {
                throw new AssertionError("the call did not park: " + outcome);
            }
            return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
        });
        return this;
    }

    /** Waits until the thread is blocked in a kernel function whose name holds this. */
    BlockedCall<T> awaitBlockedIn(String function) {
        return await(function, function);
    }

    private BlockedCall<T> await(String what, String... functions) {
        int[] asleep = {0};
        awaitTrue("the thread to wait in " + what, () -> {
            if (outcome.isDone()) {
                throw new AssertionError("the call did not wait in " + what + ": " + outcome);
            }
            return tid != 0 && isIn(functions, asleep);
        });
        return this;
    }

    private boolean isIn(String[] functions, int[] asleep) {
        String where = kernelFunction("/proc/self/task/" + tid);
        if (where.equals("0")) {
            // A kernel that hides where its threads wait, or a running thread: asleep at every look for 100 ms will do.
            asleep[0] = state("/proc/self/task/" + tid) == 'S' ? asleep[0] + 1 : 0;
            return asleep[0] > 50;
        }
        for (String function : functions) {
            if (where.contains(function)) {
                return true;
            }
        }
        return false;
    }

    /** The kernel function in which the thread of this /proc folder sleeps. */
    static String kernelFunction(String folder) {
        return read(folder + "/wchan");
    }

    private static char state(String folder) {
        String stat = read(folder + "/stat");
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path)).trim();
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits for a condition, and fails after a while. */
    static void awaitTrue(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return outcome.isDone();
    }

    /** What the call returned. */
    T result() throws Exception {
        try {
            return outcome.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the call failed", e.getCause());
        }
    }

    /** What the call threw. */
    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            T value = outcome.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("the call returned " + value);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** When the call ended, on the clock of {@link System#nanoTime}; to be asked after its result or failure. */
    long endNanos() {
        return endNanos;
    }

    /** Whether the thread's interrupt status was set when the call had ended. */
    boolean wasInterruptedAtEnd() {
        return interruptedAtEnd;
    }
}
