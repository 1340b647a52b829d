package io.github.posixmq.example.tool;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Makes what came from elsewhere fit for a terminal. */
final class Printable {
    private static final int PER_LINE = 16;

    private Printable() {}

    /** On one line, and without characters that move the cursor. */
    static String line(Object text) {
        return text.toString()
                .codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** As text if it is text, else in hexadecimal digits with offsets and what is readable beside. */
    static String body(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            if (text.chars().allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))) {
                return text;
            }
        } catch (CharacterCodingException binary) {
            return hexadecimal(body);
        }
        return hexadecimal(body);
    }

    private static String hexadecimal(byte[] body) {
        StringBuilder lines = new StringBuilder();
        for (int from = 0; from < body.length; from += PER_LINE) {
            StringBuilder digits = new StringBuilder();
            StringBuilder readable = new StringBuilder();
            for (int i = from; i < Math.min(body.length, from + PER_LINE); i++) {
                digits.append(String.format("%02x ", body[i]));
                readable.append(body[i] >= ' ' && body[i] < 0x7f ? (char) body[i] : '.');
            }
            lines.append(String.format("%08x  %-" + 3 * PER_LINE + "s %s%n", from, digits, readable));
        }
        return lines.toString();
    }
}
