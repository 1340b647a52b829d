package io.github.posixmq;

import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Memory into which the Foreign Function API writes the errno of a call, and what each thread's last failed call left
 * there. A platform thread has one of its own. A virtual one borrows one for the time of the call: there may be millions of
 * them, and the thread that carries it may be another one after the call. One call uses it at a time.
 */
final class CapturedErrno {
    private static final int OFFSET = Foreign.errnoOffset();
    private static final ThreadLocal<OfThread> THREADS = ThreadLocal.withInitial(OfThread::new);

    /** Those that virtual threads have given back, at most so many; the rest is left to the garbage collector. */
    private static final AtomicReferenceArray<CapturedErrno> SPARE = new AtomicReferenceArray<>(64);

    private final Object segment = Foreign.newErrnoSegment();
    private final ByteBuffer view = Foreign.viewOf(segment).order(ByteOrder.nativeOrder());
    private final boolean borrowed;

    private CapturedErrno(boolean borrowed) {
        this.borrowed = borrowed;
    }

    private static final class OfThread {
        /** Null for a virtual thread. */
        final CapturedErrno own = Helpers.onVirtualThread() ? null : new CapturedErrno(false);

        int last;
    }

    /** For one call of the current thread, which ends with {@link #end}. */
    static CapturedErrno begin() {
        CapturedErrno own = THREADS.get().own;
        return own == null ? borrow() : own;
    }

    private static CapturedErrno borrow() {
        for (int i = 0; i < SPARE.length(); i++) {
            CapturedErrno spare = SPARE.getPlain(i) == null ? null : SPARE.getAndSet(i, null);
            if (spare != null) {
                return spare;
            }
        }
        return new CapturedErrno(true);
    }

    /** What a {@link MethodHandle} of {@link Foreign#function} takes as its first argument. */
    Object segment() {
        return segment;
    }

    /** After the call: keeps its errno for {@link #last} if it failed. */
    void end(boolean failed) {
        if (failed) {
            THREADS.get().last = view.getInt(OFFSET);
        }
        if (borrowed) {
            giveBack();
        }
    }

    private void giveBack() {
        for (int i = 0; i < SPARE.length(); i++) {
            if (SPARE.getPlain(i) == null && SPARE.compareAndSet(i, null, this)) {
                return;
            }
        }
    }

    /** The errno of the current thread's last call that failed; 0 before the first. */
    static int last() {
        return THREADS.get().last;
    }
}
