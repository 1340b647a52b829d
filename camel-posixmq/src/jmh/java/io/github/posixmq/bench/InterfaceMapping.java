package io.github.posixmq.bench;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;

/** What one would write first: JNA's interface mapping. Not thread-safe. */
final class InterfaceMapping implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final Libc LIBC = Native.load("c", Libc.class);

    /** The functions, as JNA wants them declared. */
    @SuppressWarnings("MethodName")
    public interface Libc extends Library {
        int mq_open(String name, int flags);

        int mq_send(int queue, byte[] body, NativeLong length, int priority);

        NativeLong mq_receive(int queue, byte[] body, NativeLong length, IntByReference priority);

        int mq_close(int queue);
    }

    private final byte[] inbox = new byte[8192];
    private final int queue;

    InterfaceMapping(String name) throws IOException {
        queue = LIBC.mq_open("/" + name, O_RDWR);
        if (queue < 0) {
            throw new IOException("mq_open of " + name + ": errno " + Native.getLastError());
        }
    }

    void send(byte[] body, int priority) throws IOException {
        if (LIBC.mq_send(queue, body, new NativeLong(body.length), priority) != 0) {
            throw new IOException("mq_send: errno " + Native.getLastError());
        }
    }

    byte[] receive() throws IOException {
        IntByReference priority = new IntByReference();
        int length = LIBC.mq_receive(queue, inbox, new NativeLong(inbox.length), priority)
                .intValue();
        if (length < 0) {
            throw new IOException("mq_receive: errno " + Native.getLastError());
        }
        return java.util.Arrays.copyOf(inbox, length);
    }

    @Override
    public void close() {
        LIBC.mq_close(queue);
    }
}
