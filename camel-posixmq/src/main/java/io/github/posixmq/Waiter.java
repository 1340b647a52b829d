package io.github.posixmq;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One thread's wait on a queue, and what wakes it: an eventfd of its own while it polls, a signal while it stands in line
 * to send. To wake it means no more than to let it look again at the reasons to leave. Used by one thread at a time;
 * {@link #wake} and {@link #interrupt} may be called from any.
 */
final class Waiter {
    private static final int POLLFD_BYTES = 8;
    private static final int TIMESPEC = 2 * POLLFD_BYTES;
    private static final int COUNTER = TIMESPEC + 16;
    private static final int BYTES = COUNTER + 8;

    /** How soon a signal is sent again that came before the thread was in the call. */
    private static final long REPEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Housekeeper housekeeper;
    private final NativeMemory memory = new NativeMemory(BYTES);
    private final InterruptHook hook = new InterruptHook(this);
    private final int eventfd;
    private volatile boolean interrupted;
    private int endingsBefore;

    // guarded by this
    private boolean closed;
    private boolean inLine;
    private long pthread;
    private int wakes;
    private int wakesSeen;
    private boolean counterSet;
    private boolean signalled;
    private Future<?> repeat;

    private Waiter(Housekeeper housekeeper, int eventfd) {
        this.housekeeper = housekeeper;
        this.eventfd = eventfd;
    }

    /** A new waiter; takes a descriptor. */
    static Waiter open(Housekeeper housekeeper, QueueName queue) throws MessageQueueException {
        int eventfd = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        if (eventfd < 0) {
            throw Failures.of("eventfd", queue, Errno.last());
        }
        return new Waiter(housekeeper, eventfd);
    }

    /** Forgets what woke it last time. To be called by its user before each wait. */
    void reset() {
        lookedUp();
        interrupted = false;
    }

    /** To be called before its user looks at the reasons to leave: wakes up to here have had their effect. */
    synchronized void lookedUp() {
        wakesSeen = wakes;
        if (counterSet) {
            counterSet = false;
            Libc.read(eventfd, memory.address() + COUNTER, Long.BYTES);
        }
    }

    /** How often waits on the descriptor had been ended when this one began. */
    int endingsBefore() {
        return endingsBefore;
    }

    void setEndingsBefore(int endings) {
        endingsBefore = endings;
    }

    /** From here to {@link #end} an interrupt of the current thread wakes this waiter. */
    void begin() {
        hook.enter();
    }

    void end() {
        hook.leave();
    }

    /**
     * Whether the thread that wants to wait was interrupted: the current one, or a virtual one that it waits for. To be
     * asked by the thread that waits.
     */
    boolean isInterrupted() {
        return interrupted || Thread.currentThread().isInterrupted();
    }

    /** Marks the wait of a virtual thread, which called this, as interrupted and wakes it. */
    void interrupt() {
        interrupted = true;
        wake();
    }

    /** Makes the wait that is going on, or the next one before a {@link #reset}, look at its reasons to leave. */
    synchronized void wake() {
        if (closed) {
            return;
        }
        wakes++;
        if (!counterSet) {
            counterSet = true;
            memory.view().putLong(COUNTER, 1);
            Libc.write(eventfd, memory.address() + COUNTER, Long.BYTES);
        }
        signal();
    }

    private synchronized void signal() {
        if (inLine && wakesSeen != wakes) {
            signalled = true;
            WakeSignal.get().send(pthread);
            repeat = housekeeper.after(REPEAT_NANOS, this::signal);
        }
    }

    /**
     * Polls once, until the descriptor is ready, the time is over or somebody wakes this waiter.
     *
     * @param nanos at most so long; {@link Deadline#NEVER} for no end
     * @return whether the descriptor is ready
     */
    boolean poll(int fd, short events, long nanos) {
        ByteBuffer view = memory.view();
        pollfd(view, 0, fd, events);
        pollfd(view, POLLFD_BYTES, eventfd, Libc.POLLIN);
        view.putLong(TIMESPEC, TimeUnit.NANOSECONDS.toSeconds(nanos));
        view.putLong(TIMESPEC + 8, nanos % TimeUnit.SECONDS.toNanos(1));
        long timeout = nanos == Deadline.NEVER ? Libc.NULL : memory.address() + TIMESPEC;
        int ready = Libc.ppoll(memory.address(), 2, timeout, Libc.NULL);
        return ready > 0 && view.getShort(6) != 0;
    }

    private static void pollfd(ByteBuffer view, int at, int fd, short events) {
        view.putInt(at, fd);
        view.putShort(at + 4, events);
        view.putShort(at + 6, (short) 0);
    }

    /** The current thread begins to stand in line: from here a wake is a signal as well. */
    void enterLine() {
        WakeSignal.get().unblock();
        synchronized (this) {
            pthread = Libc.pthread_self();
            inLine = true;
        }
    }

    /** The current thread has left the line; on return no signal to it is under way. */
    void leaveLine() {
        boolean mayBePending;
        synchronized (this) {
            inLine = false;
            mayBePending = signalled;
            signalled = false;
            if (repeat != null) {
                repeat.cancel(false);
                repeat = null;
            }
        }
        if (mayBePending) {
            // a signal that is pending is handled when a system call returns: here, and not in somebody's next one
            Libc.getppid();
        }
    }

    /** Gives memory and descriptor back. Nobody may be in a wait; a wake that comes later has no effect. */
    synchronized void close() {
        closed = true;
        Libc.close(eventfd);
        memory.free();
    }

    /** The JDK's public way to be told of a thread's interrupt: what a selector gets. Nothing of a selector is used. */
    private static final class InterruptHook extends AbstractSelector {
        private final Waiter waiter;

        InterruptHook(Waiter waiter) {
            super(null);
            this.waiter = waiter;
        }

        void enter() {
            begin();
        }

        void leave() {
            end();
        }

        @Override
        public Selector wakeup() {
            // newer JDKs may call this late, when the waiter is another thread's already: it decides nothing by itself
            waiter.wake();
            return this;
        }

        @Override
        protected void implCloseSelector() {}

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SelectionKey> keys() {
            return Set.of();
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return Set.of();
        }

        @Override
        public int selectNow() {
            return 0;
        }

        @Override
        public int select(long timeout) {
            return 0;
        }

        @Override
        public int select() {
            return 0;
        }
    }
}
