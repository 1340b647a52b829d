package io.github.posixmq.example.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits an input into messages at a separator, whose last one may be missing; of one that is too long only the length is
 * found out. For one thread.
 */
final class MessageReader {
    private final InputStream in;
    private final byte[] separatorOrNull;
    private final int longest;
    private final byte[] chunk = new byte[65536];
    private int position;
    private int limit;
    private long length;
    private long number;

    /**
     * Reads nothing yet.
     *
     * @param separatorOrNull null takes the whole input as one message
     * @param longest bytes of a message that are kept
     */
    MessageReader(InputStream in, byte[] separatorOrNull, int longest) {
        this.in = in;
        this.separatorOrNull = separatorOrNull;
        this.longest = longest;
    }

    /** The next message, cut off if it is longer than is kept; null at the end. */
    byte[] next() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        Tail tail = new Tail(separatorOrNull == null ? 0 : separatorOrNull.length);
        length = 0;
        int next = read();
        if (next < 0 && (separatorOrNull != null || number > 0)) {
            return null;
        }
        number++;
        while (next >= 0) {
            length++;
            if (message.size() < longest + tail.size()) {
                message.write(next);
            }
            tail.add((byte) next);
            if (separatorOrNull != null && tail.is(separatorOrNull)) {
                length -= separatorOrNull.length;
                return Arrays.copyOf(message.toByteArray(), (int) Math.min(length, longest));
            }
            next = read();
        }
        return Arrays.copyOf(message.toByteArray(), (int) Math.min(length, longest));
    }

    private int read() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(chunk));
            if (limit == 0) {
                return -1;
            }
        }
        return chunk[position++] & 0xFF;
    }

    /** Bytes of the message that {@link #next} returned last, all of them. */
    long length() {
        return length;
    }

    /** Its number, from 1. */
    long number() {
        return number;
    }

    /** The last bytes read of a message. */
    private static final class Tail {
        private final byte[] bytes;
        private int count;

        Tail(int size) {
            bytes = new byte[size];
        }

        int size() {
            return bytes.length;
        }

        void add(byte next) {
            if (bytes.length > 0) {
                System.arraycopy(bytes, 1, bytes, 0, bytes.length - 1);
                bytes[bytes.length - 1] = next;
                count = Math.min(count + 1, bytes.length);
            }
        }

        boolean is(byte[] separator) {
            return count == bytes.length && Arrays.equals(bytes, separator);
        }
    }
}
