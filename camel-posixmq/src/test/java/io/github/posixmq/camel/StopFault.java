package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** SIGTERM, SIGSTOP and SIGCONT. */
final class StopFault {
    private static final Duration PROMPT = Duration.ofSeconds(2);

    private StopFault() {}

    /** Stops and restarts the consumer so often under load. */
    static String underLoad(int stops) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            bench.open();
            bench.sender(0, 1, 200);
            Duration longest = Duration.ZERO;
            String[][] loads = {
                {"concurrentConsumers=1"},
                {"concurrentConsumers=3"},
                {"batching=true", "batchSize=20", "batchTimeout=200"},
            };
            for (int i = 0; i < stops; i++) {
                AppProcess app = bench.start(bench.app("append", loads[i % loads.length]));
                bench.awaitProgress();
                bench.someTime(100);
                Duration taken = app.terminate(FaultBench.PATIENCE);
                longest = taken.compareTo(longest) > 0 ? taken : longest;
                assertThat(bench.heldBefore(app))
                        .as("found held by the one before")
                        .isZero();
                assertThat(bench.journals.files()).isEmpty();
            }
            AppProcess last = bench.start(bench.app("append"));
            int sent = bench.awaitAll();
            bench.finish(last);
            bench.assertNoDuplicates();
            return stops + " stops, " + sent + " sent, 0 lost, 0 duplicates; the longest took " + longest.toMillis()
                    + " ms";
        }
    }

    /** Stops so often an application whose producers wait on a full queue. */
    static String onAFullQueue(int stops) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            String target = bench.queues.anotherName();
            MessageQueue source = bench.open();
            MessageQueue full = bench.queues.open(target, FaultBench.geometry());
            bench.sender(0, 1, 100);
            Duration longest = Duration.ZERO;
            for (int i = 0; i < stops; i++) {
                AppProcess app = bench.start(passOn(bench, target));
                FaultBench.await()
                        .until(() -> full.depth() == FaultBench.CAPACITY && source.depth() == FaultBench.CAPACITY);
                bench.someTime(100);
                Duration taken = app.terminate(FaultBench.PATIENCE);
                longest = taken.compareTo(longest) > 0 ? taken : longest;
                // room for some, so that the next one has sent something when it is stopped
                int before = bench.ledger.read().lines();
                AppProcess reader = reader(bench, target);
                FaultBench.await().until(() -> bench.ledger.read().lines() > before);
                reader.terminate(FaultBench.PATIENCE);
            }
            AppProcess last = bench.start(passOn(bench, target));
            AppProcess reader = reader(bench, target);
            int sent = bench.awaitAll();
            reader.terminate(FaultBench.PATIENCE);
            bench.finish(last);
            bench.assertNoDuplicates();
            assertThat(longest).as("the longest stop").isLessThan(PROMPT);
            return stops + " stops, " + sent + " sent, 0 lost, 0 duplicates; the longest took " + longest.toMillis()
                    + " ms";
        }
    }

    private static AppProcess.Builder passOn(FaultBench bench, String target) {
        return AppProcess.of(
                JournaledApp.class,
                "from=" + bench.from("concurrentConsumers=3"),
                "to=" + bench.uri(target),
                "out=" + bench.directory.resolve("nothing"),
                "do=pass-on");
    }

    /** A consumer of the target. */
    private static AppProcess reader(FaultBench bench, String target) throws Exception {
        return bench.start(AppProcess.of(
                JournaledApp.class,
                "from=" + bench.uri(target, "journalDirectory=" + bench.journals.another()),
                "out=" + bench.ledger.file()));
    }

    /** Freezes one of two consumers, and the sender, for so long. */
    static String frozenFor(Duration time) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            bench.open();
            FaultBench.Sender frozenSender = bench.sender(0, 2, 300);
            bench.sender(1, 2, 300);
            AppProcess frozen = bench.start(bench.app("fail-at-random", "concurrentConsumers=3", "redeliveryDelay=50"));
            bench.awaitProgress();
            AppProcess other = bench.start(bench.app("append"));
            bench.someTime(200);
            frozen.signal("STOP");
            frozenSender.process.signal("STOP");
            // there is nothing to wait for but the time in which nothing may happen
            LockSupport.parkNanos(time.toNanos());
            bench.awaitProgress();
            frozenSender.process.signal("CONT");
            frozen.signal("CONT");
            bench.awaitProgress();
            int sent = bench.awaitAll();
            other.terminate(FaultBench.PATIENCE);
            bench.finish(frozen);
            bench.assertNoDuplicates();
            assertThat(other.log("is gone and has left"))
                    .as("takeovers from the living")
                    .isEmpty();
            return "a consumer and a sender frozen for " + time.toSeconds() + " s, " + sent
                    + " sent, 0 lost, 0 duplicates, no takeover";
        }
    }
}
