package io.github.posixmq;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * What a file in quarantine says of its message: lines of {@code name: value}, always these in this order, then an empty
 * line. A line break in the queue's name is written as backslash n, a backslash twice; in the reason it is a blank.
 *
 * @param time when it was put there
 * @param reason why, a clause
 */
record QuarantineHead(
        QueueName queue,
        int priority,
        int length,
        int deliveries,
        int deaths,
        int failures,
        boolean isRecovered,
        Instant time,
        String reason)
        implements HeldFacts {

    /** As it stands in the file, with the empty line. */
    byte[] bytes() {
        String lines = "queue: " + escape(queue.toString()) + "\npriority: " + priority + "\nlength: " + length
                + "\ndeliveries: " + deliveries + "\ndeaths: " + deaths + "\nfailures: " + failures + "\nrecovered: "
                + isRecovered + "\ntime: " + time + "\nreason: " + onOneLine(reason) + "\n\n";
        return lines.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the head of a file that consists of these bytes.
     *
     * @throws JournalFile.Unreadable if it is not exactly as this class writes it, or the body has another length
     */
    static QuarantineHead of(ByteBuffer file) throws JournalFile.Unreadable {
        int end = endOfHead(file);
        QuarantineHead head;
        try {
            head = parse(decode(file.slice(0, end)).lines().toList());
        } catch (CharacterCodingException | IllegalArgumentException | DateTimeException e) {
            throw new JournalFile.Unreadable(null, "its head is damaged: " + e.getMessage());
        }
        if (head.length != file.capacity() - end) {
            throw new JournalFile.Unreadable(
                    null, "its body has " + (file.capacity() - end) + " bytes and should have " + head.length);
        }
        return head;
    }

    /** Where the body begins. */
    static int endOfHead(ByteBuffer file) throws JournalFile.Unreadable {
        for (int i = 1; i < file.capacity(); i++) {
            if (file.get(i) == '\n' && file.get(i - 1) == '\n') {
                return i + 1;
            }
        }
        throw new JournalFile.Unreadable(null, "it has no empty line between head and body");
    }

    private static String decode(ByteBuffer text) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    }

    private static QuarantineHead parse(List<String> lines) {
        Iterator<String> left = lines.iterator();
        QuarantineHead head = new QuarantineHead(
                QueueName.of(unescape(value(left, "queue"))),
                number(left, "priority", MessageQueue.MAX_PRIORITY),
                number(left, "length", Integer.MAX_VALUE),
                number(left, "deliveries", Integer.MAX_VALUE),
                number(left, "deaths", Integer.MAX_VALUE),
                number(left, "failures", Integer.MAX_VALUE),
                bool(left, "recovered"),
                Instant.parse(value(left, "time")),
                value(left, "reason"));
        if (!left.next().isEmpty() || left.hasNext()) {
            throw new IllegalArgumentException("it has more lines than it should have");
        }
        return head;
    }

    private static String value(Iterator<String> lines, String name) {
        String line = lines.hasNext() ? lines.next() : "";
        if (!line.startsWith(name + ": ")) {
            throw new IllegalArgumentException("there is no " + name + " where it should be");
        }
        return line.substring(name.length() + 2);
    }

    private static int number(Iterator<String> lines, String name, int most) {
        String value = value(lines, name);
        int number = Integer.parseInt(value);
        if (number < 0 || number > most || !value.equals(Integer.toString(number))) {
            throw new IllegalArgumentException(name + " is " + value);
        }
        return number;
    }

    private static boolean bool(Iterator<String> lines, String name) {
        String value = value(lines, name);
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(name + " is " + value);
        }
        return value.equals("true");
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String onOneLine(String value) {
        return value.replace('\n', ' ').replace('\r', ' ');
    }

    private static String unescape(String value) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                c = value.charAt(++i);
                plain.append(c == 'n' ? '\n' : c == 'r' ? '\r' : c);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
