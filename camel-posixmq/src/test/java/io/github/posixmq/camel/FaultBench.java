package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * What a fault is tried with: a queue, a journal directory, applications that consume and processes that send. It ends
 * the processes and removes the rest when it is closed.
 */
final class FaultBench implements AutoCloseable {
    static final int CAPACITY = 10;

    /** A stop that takes longer is a fault of its own. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern LEFT = Pattern.compile("is gone and has left (\\d+) messages");

    final JournalPlace journals = new JournalPlace();
    final TestQueue queues = new TestQueue();
    final Random random = new Random();
    final Path directory;
    final Ledger ledger;
    final String queue;
    private final List<AppProcess> processes = new CopyOnWriteArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private int heldAtDeaths;

    /** A process that sends numbers. */
    static final class Sender {
        final AppProcess process;
        private final int first;
        private final int step;
        private int sent = -1;

        private Sender(AppProcess process, int first, int step) {
            this.process = process;
            this.first = first;
            this.step = step;
        }

        /** Has it stop, which it does when its current message is sent; returns how many it has sent. */
        int stop() throws Exception {
            if (sent < 0) {
                process.tell("stop");
                sent = Integer.parseInt(process.await("sent ").substring("sent ".length()));
            }
            return sent;
        }
    }

    FaultBench() throws IOException {
        queues.beforeEach(null);
        journals.beforeEach(null);
        queue = queues.name();
        directory = Files.createTempDirectory("faults");
        ledger = new Ledger(directory.resolve("completed"));
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5));
    }

    static OpenOptions geometry() {
        return TestQueue.create(CAPACITY, NumberedMessage.MAX_SIZE);
    }

    MessageQueue open() throws MessageQueueException {
        return queues.open(queue, geometry());
    }

    String uri(String name, String... options) {
        return "posixmq:" + name + "?maxMessages=" + CAPACITY + "&maxMessageSize=" + NumberedMessage.MAX_SIZE
                + "&geometryMismatch=accept" + (options.length == 0 ? "" : "&" + String.join("&", options));
    }

    /** The bench's queue, with the journal in the bench's directory. */
    String from(String... options) {
        String given = String.join("&", options);
        return uri(queue, "journalDirectory=" + journals.path()) + (given.isEmpty() ? "" : "&" + given);
    }

    /** A consumer of the bench's queue, yet to be started. */
    AppProcess.Builder app(String task, String... options) {
        return AppProcess.of(
                JournaledApp.class,
                "from=" + from(options),
                "out=" + ledger.file(),
                "do=" + task,
                "journals=" + journals.path());
    }

    /** Starts an application, and waits until it says it has started. */
    AppProcess start(AppProcess.Builder builder) throws Exception {
        AppProcess process = keep(builder.start());
        process.await("ready");
        return process;
    }

    AppProcess keep(AppProcess process) {
        processes.add(process);
        return process;
    }

    /** Starts a process that sends to the bench's queue through a producer. */
    Sender sender(int first, int step, int pauseMicros) throws Exception {
        return sender(
                first,
                step,
                AppProcess.of(
                        NumberSender.class,
                        "to=" + uri(queue),
                        "pause=" + pauseMicros,
                        "first=" + first,
                        "step=" + step));
    }

    Sender sender(int first, int step, AppProcess.Builder builder) throws Exception {
        Sender sender = new Sender(start(builder), first, step);
        senders.add(sender);
        return sender;
    }

    /** All senders. */
    List<Sender> senders() {
        return senders;
    }

    /** Waits until something more has been completed. */
    void awaitProgress() throws Exception {
        int before = ledger.read().lines();
        await().until(() -> ledger.read().lines() > before);
    }

    /** Lets up to so many milliseconds go by, so that what follows comes at a random moment. */
    void someTime(int mostMillis) {
        LockSupport.parkNanos((long) (random.nextDouble() * mostMillis * 1_000_000));
    }

    /** Kills an application with SIGKILL and counts what others said was left by those before. */
    void kill(AppProcess app) throws Exception {
        app.kill();
        countHeldBefore(app);
    }

    /** Counts what an application says was left by those that were killed before it. */
    void countHeldBefore(AppProcess app) throws Exception {
        heldAtDeaths += heldBefore(app);
    }

    /** What an application found held by those that died before it. */
    int heldBefore(AppProcess app) throws Exception {
        int held = 0;
        for (String line : app.log()) {
            Matcher left = LEFT.matcher(line);
            if (left.find()) {
                held += Integer.parseInt(left.group(1));
            }
        }
        return held;
    }

    /** Messages held at the kills so far. */
    int heldAtDeaths() {
        return heldAtDeaths;
    }

    /** Messages that went to quarantine. */
    int quarantined() {
        return journals.quarantine().size();
    }

    /** Stops the senders, waits until all they sent is accounted for, and returns how many that were. */
    int awaitAll() throws Exception {
        int all = 0;
        for (Sender each : senders) {
            all += each.stop();
        }
        return awaitAll(all);
    }

    /** Waits until so many different numbers are accounted for. */
    int awaitAll(int expected) throws Exception {
        try {
            await().until(() -> ledger.read().numbers() + quarantined() >= expected);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError("lost " + missing() + " of " + expected + "; logs: " + logs(), e);
        }
        assertThat(ledger.foreign()).as("bodies that were not sent").isEmpty();
        return expected;
    }

    private List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (Sender each : senders) {
            for (int i = 0; i < each.sent; i++) {
                if (!ledger.has(each.first + i * each.step)) {
                    missing.add(each.first + i * each.step);
                }
            }
        }
        return missing;
    }

    /** The last lines of all logs, for a failure. */
    String logs() throws IOException {
        StringBuilder text = new StringBuilder();
        for (AppProcess each : processes) {
            List<String> log = each.log();
            text.append('\n').append(each.pid()).append(": ");
            text.append(String.join("\n  ", log.subList(Math.max(0, log.size() - 20), log.size())));
        }
        return text.toString();
    }

    /** Stops an application and waits for its end; nothing may be left in the journal directory but the quarantine. */
    void finish(AppProcess app) throws Exception {
        app.terminate(PATIENCE);
        countHeldBefore(app);
        ledger.read();
        assertThat(journals.files()).as("nothing held").isEqualTo(journals.quarantine());
    }

    void assertNoDuplicates() {
        assertThat(ledger.duplicates()).as("duplicates").isZero();
    }

    /** As it must be after deaths. */
    void assertDuplicatesAreThoseHeld() {
        assertThat(ledger.duplicates()).as("duplicates").isLessThanOrEqualTo(heldAtDeaths);
        assertThat(ledger.unmarked()).as("duplicates that are not marked").isZero();
    }

    @Override
    public void close() throws IOException {
        for (AppProcess each : processes) {
            each.close();
        }
        try {
            queues.afterEach(null);
        } catch (Exception e) {
            throw new IOException("the queues cannot be closed", e);
        }
        journals.afterEach(null);
        JournalPlace.remove(directory);
    }
}
