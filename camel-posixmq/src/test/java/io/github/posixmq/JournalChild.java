package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process with a journal, for tests that kill it or stop it. Arguments: queue, directory, command, and what that takes.
 * With the system property {@code batch}, deliveries are batches of so many messages.
 */
final class JournalChild {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private JournalChild() {}

    /** The child's command line. */
    static Child.Builder of(String queue, Path directory, String... command) {
        String[] arguments = new String[command.length + 2];
        arguments[0] = queue;
        arguments[1] = directory.toString();
        System.arraycopy(command, 0, arguments, 2, command.length);
        return Child.java(JournalChild.class, arguments);
    }

    public static void main(String[] arguments) throws Exception {
        int batch = Integer.getInteger("batch", 0);
        JournalOptions options = JournalOptions.defaults()
                .directory(Path.of(arguments[1]))
                .batch(batch == 0 ? null : new BatchLimits(batch, 1 << 16, Duration.ZERO))
                .listener(new JournalListener() {
                    @Override
                    public void recreated(Path file) {
                        say("recreated");
                    }
                });
        try (MessageQueue queue = MessageQueue.open(arguments[0], OpenOptions.readOnly());
                Journal journal = Journal.open(queue.name(), queue.maxMessageSize(), options)) {
            switch (arguments[2]) {
                case "hold" -> hold(journal, queue, Integer.parseInt(arguments[3]));
                case "hold-and-spawn" -> holdAndSpawn(journal, queue);
                case "die-of" -> dieOf(journal, queue, arguments[3]);
                case "die-after-copy" -> dieAfterCopy(journal, queue, Integer.parseInt(arguments[3]));
                case "take" -> take(journal, queue);
                default -> throw new IllegalArgumentException(arguments[2]);
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Receives so many, says each, and releases them when it is given a line. */
    private static void hold(Journal journal, MessageQueue queue, int count) throws Exception {
        say("ready");
        Delivery[] held = new Delivery[count];
        for (int i = 0; i < count; i++) {
            held[i] = journal.receive(queue, PATIENCE);
            say(describe(held[i]));
        }
        if (System.in.read() >= 0) {
            for (Delivery each : held) {
                each.release();
            }
            say("released");
        }
    }

    /** Receives one, starts a process that outlives this one, and says that one's number. */
    private static void holdAndSpawn(Journal journal, MessageQueue queue) throws Exception {
        journal.receive(queue, PATIENCE);
        say(Long.toString(new ProcessBuilder("sleep", "60").start().pid()));
        System.in.read();
    }

    /** Releases what it receives and says it, until a message has this text: of that it dies. */
    private static void dieOf(Journal journal, MessageQueue queue, String poison) throws Exception {
        for (Delivery next = journal.receive(queue, Duration.ZERO);
                next != null;
                next = journal.receive(queue, Duration.ZERO)) {
            for (ReceivedMessage message : next.messages()) {
                if (new String(message.body(), UTF_8).equals(poison)) {
                    Runtime.getRuntime().halt(0);
                }
            }
            say(describe(next));
            next.release();
        }
    }

    /** Dies when the kernel has copied so many messages, before the last of them is accounted for. */
    private static void dieAfterCopy(Journal journal, MessageQueue queue, int copies) throws Exception {
        AtomicInteger left = new AtomicInteger(copies);
        Journal.afterCopy = () -> {
            if (left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(0);
            }
        };
        while (journal.receive(queue, PATIENCE) != null) {
            say("received");
        }
    }

    /** Releases what is there and says it. */
    private static void take(Journal journal, MessageQueue queue) throws Exception {
        dieOf(journal, queue, "nothing at all");
    }

    /** Redeliveries, whether it was recovered, and for each message its priority and body. */
    private static String describe(Delivery delivery) {
        StringBuilder line = new StringBuilder();
        line.append(delivery.redeliveryCount()).append(delivery.isRecovered() ? " recovered" : "");
        for (ReceivedMessage message : delivery.messages()) {
            line.append(' ')
                    .append(message.priority())
                    .append(':')
                    .append(HexFormat.of().formatHex(message.body()));
        }
        return line.toString();
    }
}
