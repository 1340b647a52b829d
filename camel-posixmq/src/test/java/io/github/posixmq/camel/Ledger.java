package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Accounts for the numbers that {@link JournaledApp}s write down, whose file it follows. For one thread. */
final class Ledger {
    private final Path file;
    private final Map<Integer, Integer> counts = new HashMap<>();
    private final List<Integer> order = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();
    private final StringBuilder rest = new StringBuilder();
    private long position;
    private int duplicates;
    private int unmarked;

    Ledger(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Reads what is new. */
    Ledger read() throws IOException {
        if (!Files.exists(file)) {
            return this;
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
            channel.position(position);
            while (channel.read(bytes) > 0) {
                position += bytes.position();
                rest.append(UTF_8.decode(bytes.flip()));
                bytes.clear();
            }
        }
        int from = 0;
        for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", from)) {
            enter(rest.substring(from, end));
            from = end + 1;
        }
        rest.delete(0, from);
        return this;
    }

    private void enter(String line) {
        if (!line.matches("\\d+ (first|again)")) {
            foreign.add(line);
            return;
        }
        int number = Integer.parseInt(line.substring(0, line.indexOf(' ')));
        order.add(number);
        if (counts.merge(number, 1, Integer::sum) > 1) {
            duplicates++;
            if (line.endsWith("first")) {
                unmarked++;
            }
        }
    }

    /** How many lines there are. */
    int lines() {
        return order.size();
    }

    /** The numbers in the order in which they were completed. */
    List<Integer> order() {
        return order;
    }

    boolean has(int number) {
        return counts.containsKey(number);
    }

    /** How many different numbers there are. */
    int numbers() {
        return counts.size();
    }

    /** Numbers that were completed once more. */
    int duplicates() {
        return duplicates;
    }

    /** Duplicates that did not say so. */
    int unmarked() {
        return unmarked;
    }

    /** What is no number: bodies that did not come as they were sent. */
    List<String> foreign() {
        return foreign;
    }
}
