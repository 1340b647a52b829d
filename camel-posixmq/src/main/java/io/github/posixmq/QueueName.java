package io.github.posixmq;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The name of a POSIX message queue: a slash and 1 to 255 bytes of UTF-8 that hold no further slash and no NUL and are
 * not {@code .} or {@code ..}, as mq_overview(7) has it. Every name that exists as an object of this class can be opened.
 *
 * <p>Immutable; two names are equal when they mean the same queue.
 */
public final class QueueName {
    /** Longest name in bytes of UTF-8, the leading slash not counted: NAME_MAX of limits.h(0p). */
    public static final int MAX_BYTES = 255;

    private final String value;
    private final byte[] cString;

    private QueueName(String value, byte[] cString) {
        this.value = value;
        this.cString = cString;
    }

    /**
     * Checks a name and gives it its leading slash if it has none: {@code of("orders")} and {@code of("/orders")} are
     * equal.
     *
     * @param name the name, not null
     * @return the checked name
     * @throws IllegalArgumentException if no queue can have this name; the message says which rule it breaks
     */
    public static QueueName of(String name) {
        Objects.requireNonNull(name, "name");
        String bare = name.startsWith("/") ? name.substring(1) : name;
        if (bare.isEmpty()) {
            throw invalid(name, "it is empty", "Give it at least one character after the slash, for example /orders.");
        }
        if (bare.indexOf('/') >= 0) {
            throw invalid(
                    name, "it has a slash besides the leading one", "Write /" + bare.replace('/', '-') + ", say.");
        }
        if (bare.indexOf('\0') >= 0) {
            throw invalid(name, "it holds a NUL character", "Leave the NUL out.");
        }
        if (bare.equals(".") || bare.equals("..")) {
            throw invalid(name, "'.' and '..' are not names of queues", "Give it a name such as /orders.");
        }
        byte[] utf8 = utf8(name, "/" + bare);
        int bytes = utf8.length - 1;
        if (bytes > MAX_BYTES) {
            throw invalid(
                    name,
                    "it is " + bytes + " bytes long in UTF-8 and the limit is " + MAX_BYTES + " after the slash",
                    "Shorten it by " + (bytes - MAX_BYTES) + " bytes.");
        }
        return new QueueName("/" + bare, Arrays.copyOf(utf8, utf8.length + 1));
    }

    private static byte[] utf8(String name, String value) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw invalid(name, "it holds half of a surrogate pair", "Use a name that can be written in UTF-8.");
        }
    }

    private static IllegalArgumentException invalid(String name, String rule, String remedy) {
        return new IllegalArgumentException("'" + name + "' cannot be the name of a queue: " + rule + ". " + remedy);
    }

    /** The name as C sees it, in UTF-8 with a NUL at its end. Not copied; never written to. */
    byte[] cString() {
        return cString;
    }

    /**
     * The name without its slash, as it stands in a directory.
     *
     * @return 1 to 255 bytes of UTF-8, decoded
     */
    public String withoutSlash() {
        return value.substring(1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QueueName that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The name with its leading slash. */
    @Override
    public String toString() {
        return value;
    }
}
