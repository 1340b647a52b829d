package io.github.posixmq;

/**
 * The real-time signal that gets a thread out of a blocking mq_send. Its handler is a function of libc without effect, so
 * that no Java code runs in it, and it is installed without SA_RESTART, so that the call ends with EINTR; see signal(7).
 * The JDK does the same for its own blocking input and output.
 */
final class WakeSignal {
    /** Larger than struct sigaction and sigset_t of every libc. */
    private static final int STRUCT_BYTES = 256;

    /** The JDK has the third from the end for itself. */
    private static final int BELOW_MAX = 3;

    private static final long SIG_DFL = 0;

    private static final WakeSignal INSTANCE = install();

    private final int number;
    private final NativeMemory set;

    private WakeSignal(int number) {
        this.number = number;
        this.set = new NativeMemory(STRUCT_BYTES);
        Libc.sigemptyset(set.address());
        Libc.sigaddset(set.address(), number);
    }

    /** The signal, or null if somebody else has taken every one there is. */
    static WakeSignal get() {
        return INSTANCE;
    }

    private static WakeSignal install() {
        long noEffect = Libc.functionAddress("abs");
        for (int n = Libc.__libc_current_sigrtmax() - BELOW_MAX; n > Libc.__libc_current_sigrtmin(); n--) {
            if (isFree(n)) {
                Libc.signal(n, noEffect);
                Libc.siginterrupt(n, 1);
                return new WakeSignal(n);
            }
        }
        return null;
    }

    private static boolean isFree(int number) {
        NativeMemory old = new NativeMemory(STRUCT_BYTES);
        try {
            // struct sigaction begins with the handler wherever this library runs
            return Libc.sigaction(number, Libc.NULL, old.address()) == 0
                    && old.view().getLong(0) == SIG_DFL;
        } finally {
            old.free();
        }
    }

    /** Lets the calling thread be woken, should its creator have blocked the signal. */
    void unblock() {
        Libc.pthread_sigmask(Libc.SIG_UNBLOCK, set.address(), Libc.NULL);
    }

    /** Sends it to a thread, which must not have ended. */
    void send(long pthread) {
        Libc.pthread_kill(pthread, number);
    }
}
