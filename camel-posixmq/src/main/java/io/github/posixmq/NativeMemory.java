package io.github.posixmq;

import java.nio.ByteBuffer;

/**
 * A piece of native memory with one owner. Not thread-safe: the owner makes sure that nobody uses the address or the view
 * after {@link #free}.
 */
final class NativeMemory {
    private final long address;
    private final ByteBuffer view;

    /** Allocates that many bytes, all zero. */
    NativeMemory(int bytes) {
        address = Libc.malloc(Math.max(1, bytes));
        if (address == Libc.NULL) {
            throw new OutOfMemoryError("malloc of " + bytes + " bytes for a message queue");
        }
        view = Libc.view(address, bytes);
        clear(bytes);
    }

    private void clear(int bytes) {
        for (int i = 0; i + Long.BYTES <= bytes; i += Long.BYTES) {
            view.putLong(i, 0);
        }
    }

    long address() {
        return address;
    }

    /** The memory as a buffer in native order; its position is the caller's to set. */
    ByteBuffer view() {
        return view;
    }

    void free() {
        Libc.free(address);
    }
}
