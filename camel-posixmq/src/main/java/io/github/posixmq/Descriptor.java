package io.github.posixmq;

import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * An open queue's descriptor and who is inside a call on it. The kernel gives descriptor numbers out again, so the number
 * is given back only when the last call has left. Waits happen here: in poll for a message, in line for room. Thread-safe;
 * every call that uses the number stands between {@link #enter} and {@link #exit}.
 */
final class Descriptor {
    private static final int CLOSED = Integer.MIN_VALUE;

    /** How long a sender polls for room before it stands in line. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** For those who have nothing to do but wait. */
    static final BooleanSupplier NOTHING_ELSE = () -> false;

    private static final int NOT_OPENED = -1;
    private static final int NOT_TO_BE_HAD = -2;

    private final QueueName queue;
    private final int fd;
    private final Housekeeper housekeeper;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicBoolean released = new AtomicBoolean();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Workspace> spare = new AtomicReference<>();
    private final Deque<Workspace> moreSpares = new ConcurrentLinkedDeque<>();
    private final AtomicInteger endings = new AtomicInteger();
    private volatile boolean waitsEnded;
    private int lineFd = NOT_OPENED;

    /** Takes the descriptor over, non-blocking as it must be. */
    Descriptor(QueueName queue, int fd) {
        this.queue = queue;
        this.fd = fd;
        this.housekeeper = Housekeeper.acquire();
    }

    int fd() {
        return fd;
    }

    Housekeeper housekeeper() {
        return housekeeper;
    }

    /** Lets a call in, with a workspace of its own, or fails if the descriptor is closed. */
    Workspace enter(String operation) throws QueueClosedException {
        if (inside.incrementAndGet() < 0) {
            exit();
            throw Failures.closed(operation, queue);
        }
        Workspace workspace = spare.getAndSet(null);
        return workspace == null ? anotherWorkspace() : workspace;
    }

    private Workspace anotherWorkspace() {
        Workspace workspace = moreSpares.poll();
        if (workspace != null) {
            return workspace;
        }
        try {
            return new Workspace();
        } catch (OutOfMemoryError e) {
            exit();
            throw e;
        }
    }

    void exit(Workspace workspace) {
        if (!spare.compareAndSet(null, workspace)) {
            moreSpares.push(workspace);
        }
        exit();
    }

    private void exit() {
        if (inside.decrementAndGet() == CLOSED) {
            release();
        }
    }

    boolean isClosed() {
        return inside.get() < 0;
    }

    /** Wakes all who wait, and returns when nobody is inside any more and the number has been given back. */
    void close() {
        int before = inside.getAndUpdate(n -> n | CLOSED);
        wakeAll();
        if (before == 0) {
            release();
        }
        awaitGone();
    }

    private void awaitGone() {
        boolean interrupted = false;
        while (true) {
            try {
                gone.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        if (!released.compareAndSet(false, true)) {
            return;
        }
        Libc.mq_close(fd);
        closeLine();
        Workspace last = spare.getAndSet(null);
        if (last != null) {
            last.close();
        }
        moreSpares.forEach(Workspace::close);
        Housekeeper.release();
        gone.countDown();
    }

    /** Ends all waits, now and later. */
    void endWaits() {
        waitsEnded = true;
        endings.incrementAndGet();
        wakeAll();
    }

    void allowWaits() {
        waitsEnded = false;
    }

    private void checkReasonsToLeave(String operation, Waiter waiter) throws MessageQueueException {
        waiter.lookedUp();
        if (isClosed()) {
            throw Failures.closed(operation, queue);
        }
        if (waiter.isInterrupted()) {
            throw Failures.interrupted(operation, queue);
        }
        if (waitsEnded || waiter.endingsBefore() != endings.get()) {
            throw Failures.waitsEnded(operation, queue);
        }
    }

    /** A wait, with its waiter known to those who wake; on a platform thread always. */
    private <T> T wait(Workspace workspace, Wait<T> wait) throws MessageQueueException {
        Waiter waiter = workspace.waiter(housekeeper, queue);
        waiter.setEndingsBefore(endings.get());
        if (Helpers.onVirtualThread()) {
            Callable<T> task = () -> waitAs(waiter, wait);
            return Helpers.call(waiter, task);
        }
        return waitAs(waiter, wait);
    }

    private <T> T waitAs(Waiter waiter, Wait<T> wait) throws MessageQueueException {
        waiters.add(waiter);
        waiter.begin();
        try {
            return wait.run(waiter);
        } finally {
            waiter.end();
            waiters.remove(waiter);
        }
    }

    private interface Wait<T> {
        T run(Waiter waiter) throws MessageQueueException;
    }

    /** Lets those who wait look whether they have something else to do. */
    void wakeAll() {
        waiters.forEach(Waiter::wake);
    }

    /**
     * Waits until there is a message, which another reader may take first.
     *
     * @param elsewhere whether there is something else to do; asked before each wait and after {@link #wakeAll}
     * @return false if the deadline came first, or there is something else to do
     * @throws QueueClosedException if the descriptor is closed meanwhile
     * @throws WaitEndedException if the thread is interrupted or waits are ended
     */
    boolean awaitMessage(Workspace workspace, Deadline deadline, BooleanSupplier elsewhere)
            throws MessageQueueException {
        return wait(workspace, waiter -> poll("mq_receive", waiter, Libc.POLLIN, deadline, elsewhere));
    }

    private boolean poll(String operation, Waiter waiter, short events, Deadline deadline, BooleanSupplier elsewhere)
            throws MessageQueueException {
        while (true) {
            checkReasonsToLeave(operation, waiter);
            if (elsewhere.getAsBoolean()) {
                return false;
            }
            long left = deadline.left();
            if (waiter.poll(fd, events, left)) {
                return true;
            }
            if (left == 0) {
                return false;
            }
        }
    }

    /**
     * Sends, waiting for room as long as need be: a moment in poll, then in line with the other senders.
     *
     * @return {@code 0}, or the errno with which sending failed; EAGAIN if the deadline came first
     * @throws QueueClosedException if the descriptor is closed meanwhile; nothing was sent
     * @throws WaitEndedException if the thread is interrupted or waits are ended; nothing was sent
     */
    int awaitSend(Workspace workspace, long body, int length, int priority, Deadline deadline)
            throws MessageQueueException {
        return wait(workspace, waiter -> {
            int errno = pollForRoom(waiter, body, length, priority, deadline);
            if (errno != Errno.EAGAIN.number() || deadline.isOver()) {
                return errno;
            }
            int line = WakeSignal.get() == null ? NOT_TO_BE_HAD : lineFd();
            return line == NOT_TO_BE_HAD
                    ? pollUntilSent(waiter, body, length, priority, deadline)
                    : standInLine(waiter, line, body, length, priority, deadline);
        });
    }

    private int pollForRoom(Waiter waiter, long body, int length, int priority, Deadline deadline)
            throws MessageQueueException {
        long patience = Math.min(PATIENCE_NANOS, deadline.left());
        return pollUntilSent(waiter, body, length, priority, Deadline.after(patience));
    }

    private int pollUntilSent(Waiter waiter, long body, int length, int priority, Deadline deadline)
            throws MessageQueueException {
        while (poll("mq_send", waiter, Libc.POLLOUT, deadline, NOTHING_ELSE)) {
            int errno = send(fd, body, length, priority);
            if (errno != Errno.EAGAIN.number() && errno != Errno.EINTR.number()) {
                return errno;
            }
        }
        return Errno.EAGAIN.number();
    }

    private int standInLine(Waiter waiter, int line, long body, int length, int priority, Deadline deadline)
            throws MessageQueueException {
        long left = deadline.left();
        var timer = left == Deadline.NEVER ? null : housekeeper.after(left, waiter::wake);
        waiter.enterLine();
        try {
            while (true) {
                checkReasonsToLeave("mq_send", waiter);
                if (deadline.isOver()) {
                    return Errno.EAGAIN.number();
                }
                int errno = send(line, body, length, priority);
                if (errno != Errno.EINTR.number()) {
                    return errno;
                }
            }
        } finally {
            waiter.leaveLine();
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }

    /** mq_send(3). */
    static int send(int fd, long body, int length, int priority) {
        return Libc.mq_send(fd, body, length, priority) == 0 ? 0 : Libc.errno();
    }

    /**
     * A second descriptor of the queue, blocking, opened when somebody first stands in line. It comes from the first one
     * and not from the name, which may mean another queue by now. Where it is not to be had (no /proc, no descriptor
     * left), senders poll: as safe, but those in line go first.
     */
    private synchronized int lineFd() {
        if (lineFd == NOT_OPENED) {
            byte[] path = ("/proc/self/fd/" + fd + "\0").getBytes(StandardCharsets.US_ASCII);
            int opened = Libc.open(path, Libc.O_WRONLY | Libc.O_CLOEXEC);
            if (opened < 0) {
                return NOT_TO_BE_HAD;
            }
            lineFd = opened;
        }
        return lineFd;
    }

    private synchronized void closeLine() {
        if (lineFd != NOT_OPENED) {
            Libc.mq_close(lineFd);
        }
    }
}
