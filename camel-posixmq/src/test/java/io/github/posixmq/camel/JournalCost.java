package io.github.posixmq.camel;

import static org.awaitility.Awaitility.await;

import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.TestQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What does it cost to hold each message in the journal? A message sent and received by one thread, and messages through a
 * route, with and without the journal, in turn in one run. Not among the tests; run by
 * {@code mvn -pl camel-posixmq test -Dtest=JournalCost}, it writes {@code src-docs/journal-cost.md} and judges nothing.
 */
class JournalCost {
    private static final int ROUNDS = 11;
    private static final int PAIRS = 100_000;
    private static final int ROUTED = 100_000;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private final StringBuilder rows = new StringBuilder();

    private interface Load {
        void run() throws Exception;
    }

    @Test
    @Timeout(600)
    void measure() throws Exception {
        for (int size : new int[] {64, 1024, 8192}) {
            pair(size);
        }
        route();
        write();
    }

    private void pair(int size) throws Exception {
        OpenOptions options = OpenOptions.readWrite().create().maxMessages(2).maxMessageSize(size);
        byte[] body = new byte[size];
        Arrays.fill(body, (byte) 'x');
        try (MessageQueue mq = MessageQueue.open(queue.anotherName(), options);
                Journal journal = Journal.open(mq.name(), size, JournalOptions.defaults())) {
            Load plain = () -> {
                for (int i = 0; i < PAIRS; i++) {
                    mq.trySend(body, 0);
                    mq.tryReceive();
                }
            };
            Load held = () -> {
                for (int i = 0; i < PAIRS; i++) {
                    mq.trySend(body, 0);
                    journal.receive(mq, Duration.ZERO).release();
                }
            };
            compare("send and receive, " + size + " bytes", PAIRS, plain, held);
        }
    }

    private void route() throws Exception {
        String without = queue.anotherName();
        String with = queue.anotherName();
        AtomicInteger received = new AtomicInteger();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    String geometry = "?maxMessages=10&maxMessageSize=64&deliveryGuarantee=";
                    from("posixmq:" + without + geometry + "atMostOnce").process(e -> received.incrementAndGet());
                    from("posixmq:" + with + geometry + "atLeastOnce").process(e -> received.incrementAndGet());
                }
            });
            context.start();
            compare(
                    "through a route, 64 bytes",
                    ROUTED,
                    () -> through(without, received),
                    () -> through(with, received));
        }
    }

    private static void through(String name, AtomicInteger received) throws Exception {
        received.set(0);
        byte[] body = new byte[64];
        try (MessageQueue mq = MessageQueue.open(name, OpenOptions.writeOnly())) {
            for (int i = 0; i < ROUTED; i++) {
                mq.send(body, 0);
            }
        }
        await().pollInterval(Duration.ofMillis(1)).until(() -> received.get() == ROUTED);
    }

    /** The first rounds are for the compiler and do not count. */
    private void compare(String what, int messages, Load plain, Load held) throws Exception {
        double[] ratios = new double[ROUNDS];
        double[] without = new double[ROUNDS];
        for (int i = -4; i < ROUNDS; i++) {
            double a = nanos(plain) / messages;
            double b = nanos(held) / messages;
            if (i >= 0) {
                without[i] = a;
                ratios[i] = b / a;
            }
        }
        Arrays.sort(ratios);
        Arrays.sort(without);
        rows.append(String.format(
                "| %s | %.0f | %.3f | %.3f to %.3f |%n",
                what, without[ROUNDS / 2], ratios[ROUNDS / 2], ratios[ROUNDS / 4], ratios[ROUNDS - 1 - ROUNDS / 4]));
    }

    private static double nanos(Load load) throws Exception {
        long start = System.nanoTime();
        load.run();
        return System.nanoTime() - start;
    }

    private void write() throws Exception {
        String page = "# What the journal costs\n\n"
                + "A message held in the journal until it is released, over one that is not, in turn in one run; the space in\n"
                + "the journal is made blank again for each message, which is counted. Ratios of " + ROUNDS
                + " rounds: median, and the\nmiddle half of them. Written by:\n\n"
                + "```sh\nmvn -pl camel-posixmq test -Dtest=JournalCost\n```\n\n"
                + "Run on " + LocalDate.now(ZoneOffset.UTC) + ": kernel " + System.getProperty("os.version") + ", Java "
                + System.getProperty("java.runtime.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " CPUs.\n\n"
                + "| what | ns a message without | ratio, median | middle half |\n|---|---|---|---|\n" + rows;
        Files.writeString(Path.of("..", "src-docs", "journal-cost.md"), page);
        System.out.println(page);
    }
}
