package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** SIGKILL at random moments under load. */
final class KillFault {
    private KillFault() {}

    /** What the consumer does when it is killed. */
    enum Load {
        ONE_POLLER("one poller", "append", "concurrentConsumers=1"),
        THREE_POLLERS("three pollers", "append", "concurrentConsumers=3"),
        BATCHES("batches, one poller", "append", "batching=true", "batchSize=20", "batchTimeout=20"),
        BATCHES_OF_THREE_POLLERS(
                "batches, three pollers", "append", "batching=true", "batchSize=20", "concurrentConsumers=3"),
        POLLING_CONSUMER("polling consumer", "poll"),
        REDELIVERY(
                "three pollers, every third exchange fails",
                "fail-at-random",
                "concurrentConsumers=3",
                "redeliveryDelay=20");

        final String text;
        private final String task;
        private final String options;

        Load(String text, String task, String... options) {
            this.text = text;
            this.task = task;
            this.options = String.join("&", options);
        }
    }

    /** Kills the consumer so often, with a sender at work all the time. */
    static String ofTheConsumer(Load load, int kills) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            bench.open();
            bench.sender(0, 1, 100);
            for (int i = 0; i < kills; i++) {
                AppProcess app = bench.start(bench.app(load.task, load.options));
                bench.awaitProgress();
                bench.someTime(200);
                bench.kill(app);
            }
            AppProcess last = bench.start(bench.app(load.task, load.options));
            int sent = bench.awaitAll();
            bench.finish(last);
            bench.assertDuplicatesAreThoseHeld();
            return kills + " kills, " + sent + " sent, 0 lost, " + bench.ledger.duplicates()
                    + " duplicates, all marked; " + bench.heldAtDeaths() + " held at the kills, " + bench.quarantined()
                    + " in quarantine";
        }
    }

    /** Kills the sender so often, with a consumer at work all the time. */
    static String ofTheSender(int kills) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            bench.open();
            AppProcess app = bench.start(bench.app("append"));
            int unacknowledged = 0;
            int all = 0;
            for (int round = 0; round < kills; round++) {
                int first = round * 1_000_000;
                Path count = bench.directory.resolve("sent" + round);
                String target = round % 2 == 0 ? "queue=" + bench.queue : "to=" + bench.uri(bench.queue);
                AppProcess sender = bench.start(
                        AppProcess.of(NumberSender.class, target, "first=" + first, "pause=50", "sent=" + count));
                bench.awaitProgress();
                bench.someTime(50);
                sender.kill();
                int sent = acknowledged(count);
                FaultBench.await().until(() -> sent == 0 || bench.ledger.read().has(first + sent - 1));
                List<Integer> received = settled(bench, first);
                assertThat(received).as("in order, without a gap").isEqualTo(consecutive(first, received.size()));
                assertThat(received.size()).isBetween(sent, sent + 1);
                unacknowledged += received.size() - sent;
                all += received.size();
            }
            bench.finish(app);
            bench.assertNoDuplicates();
            assertThat(bench.ledger.foreign()).as("bodies that were not sent").isEmpty();
            return kills + " kills, " + all + " sent, all whole and in order, " + unacknowledged
                    + " of them by a send that the kill interrupted";
        }
    }

    private static int acknowledged(Path count) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(count))
                .order(ByteOrder.BIG_ENDIAN)
                .getInt();
    }

    /** The numbers from there on, once the queue is empty and nothing is held. */
    private static List<Integer> settled(FaultBench bench, int first) throws Exception {
        try (var queue = io.github.posixmq.MessageQueue.open(bench.queue, io.github.posixmq.OpenOptions.readOnly())) {
            FaultBench.await().until(() -> queue.depth() == 0);
        }
        int[] lines = {-1};
        FaultBench.await().pollInterval(java.time.Duration.ofMillis(50)).until(() -> {
            int before = lines[0];
            lines[0] = bench.ledger.read().lines();
            return before == lines[0];
        });
        return bench.ledger.order().stream().filter(number -> number >= first).toList();
    }

    private static List<Integer> consecutive(int first, int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(first + i);
        }
        return numbers;
    }
}
