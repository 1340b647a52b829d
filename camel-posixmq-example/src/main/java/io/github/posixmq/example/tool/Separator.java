package io.github.posixmq.example.tool;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --separator}: text with the escapes {@code \0 \n \r \t \\} and {@code \xHH}; immutable. */
final class Separator {
    private static final Pattern PART = Pattern.compile("\\\\x([0-9A-Fa-f]{2})|\\\\([0nrt\\\\])|([^\\\\]+)");

    private final byte[] bytes;

    private Separator(byte[] bytes) {
        this.bytes = bytes;
    }

    /** For picocli, which would take an array for an option given several times. */
    static final class Converter implements ITypeConverter<Separator> {
        @Override
        public Separator convert(String text) {
            return of(text);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    private static Separator of(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher part = PART.matcher(text);
        int end = 0;
        while (end < text.length() && part.find(end) && part.start() == end) {
            bytes.writeBytes(bytes(part));
            end = part.end();
        }
        if (text.isEmpty() || end < text.length()) {
            throw new TypeConversionException(
                    "'" + text
                            + "' is no separator. Write text, with \\0 \\n \\r \\t \\\\ or \\xHH for other bytes; or --raw for none.");
        }
        return new Separator(bytes.toByteArray());
    }

    private static byte[] bytes(Matcher part) {
        if (part.group(1) != null) {
            return new byte[] {(byte) Integer.parseInt(part.group(1), 16)};
        }
        if (part.group(2) == null) {
            return part.group(3).getBytes(StandardCharsets.UTF_8);
        }
        return new byte[] {
            (byte)
                    switch (part.group(2)) {
                        case "0" -> 0;
                        case "n" -> '\n';
                        case "r" -> '\r';
                        case "t" -> '\t';
                        default -> '\\';
                    }
        };
    }
}
