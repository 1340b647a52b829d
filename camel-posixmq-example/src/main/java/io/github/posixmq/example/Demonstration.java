package io.github.posixmq.example;

import io.github.posixmq.example.Progress.Counts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;

/**
 * Plays events through queue, bridge and broker into a file, and compares the file with the events. On demand it kills
 * the bridge in the middle and starts it again.
 */
final class Demonstration {
    private static final long TICK_MILLIS = 50;

    /** While the bridge is to be killed in the middle, and not after it. */
    private static final long SHORT_TICK_MILLIS = 2;

    /** So often in a row all must be at rest, since a message in the hands of the system is seen nowhere. */
    private static final int TICKS_AT_REST = 4;

    private final DemoSettings settings;
    private final EventFile events;
    private final PrintStream out;
    private final Progress progress;

    /**
     * Prepares it.
     *
     * @param out where progress and result are told
     */
    Demonstration(DemoSettings settings, PrintStream out) {
        this.settings = settings;
        this.events = EventFile.of(settings.eventsOrNull());
        this.out = out;
        this.progress = new Progress(out, CommandLine.Help.Ansi.AUTO.enabled());
    }

    /**
     * Runs it to its end, and tells the result.
     *
     * @throws Exception if what came out is not what went in, or it could not be brought to its end; the message says why
     */
    void run() throws Exception {
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        report(play(count(), deadline));
    }

    private Outcome play(long total, long deadline) throws Exception {
        // There from the beginning: if nothing arrives, that is a result too.
        Files.createDirectories(settings.output().toAbsolutePath().getParent());
        Files.createFile(settings.output());
        try (DemoRun run = new DemoRun(settings, total)) {
            try {
                run.start();
                introduce(run);
                long begin = System.nanoTime();
                run.feed();
                Kill kill = settings.kill() ? killHalfway(run, deadline) : null;
                awaitRest(run, deadline);
                Duration taken = Duration.ofNanos(System.nanoTime() - begin).minusMillis(TICKS_AT_REST * TICK_MILLIS);
                progress.end(run.counts());
                return new Outcome(run.counts(), taken, kill, run.complaint());
            } catch (Exception e) {
                if (run.isClosed()) {
                    throw new IOException("The run was interrupted.", e);
                }
                throw e;
            }
        }
    }

    /** Reads all events once, so that a bad one is told before anything is started. */
    private long count() throws IOException {
        long[] count = {0};
        events.forEach((line, body, priority) -> {
            count[0]++;
            if (body.length > settings.queue().maxMessageSize()) {
                throw new IOException("Line " + line + " of " + events + " has " + body.length
                        + " bytes, and a message of the queue has at most "
                        + settings.queue().maxMessageSize()
                        + ". Give --max-message-size " + body.length + ".");
            }
        });
        if (count[0] == 0) {
            throw new IOException("There is no event in " + events + ".");
        }
        return count[0];
    }

    private void introduce(DemoRun run) {
        QueueSettings queue = settings.queue();
        out.println("Bridge from a POSIX message queue to " + settings.target().title());
        out.println("  events  " + events);
        out.println("  queue   " + queue.name() + ", " + queue.maxMessages() + " messages of at most "
                + queue.maxMessageSize() + " bytes");
        out.println("  broker  " + run.brokerAddress());
        out.println("  ready   " + Uptime.inSeconds() + " s after the start of the JVM");
    }

    private void awaitRest(DemoRun run, long deadline) throws Exception {
        int restful = 0;
        while (restful < TICKS_AT_REST) {
            tick(run, TICK_MILLIS, deadline);
            restful = run.isAtRest() ? restful + 1 : 0;
        }
    }

    /** Not before half of the events are through the bridge: then it is busy, and as much is still to come. */
    private Kill killHalfway(DemoRun run, long deadline) throws Exception {
        while (run.counts().bridged() < (run.counts().total() + 1) / 2) {
            tick(run, SHORT_TICK_MILLIS, deadline);
        }
        progress.end(run.counts());
        out.println("  kill -9 of the bridge");
        Kill kill = run.killBridge();
        out.println("  it held " + kill.held() + " messages; starting it again");
        return kill;
    }

    private void tick(DemoRun run, long millis, long deadline) throws Exception {
        Thread.sleep(millis);
        run.check();
        progress.show(run.counts());
        if (System.nanoTime() - deadline > 0) {
            progress.end(run.counts());
            throw new IOException("The run has not ended after "
                    + settings.timeout().toSeconds() + " s; give it longer with --timeout." + run.complaint());
        }
    }

    private void report(Outcome outcome) throws IOException {
        Path output = settings.output();
        Kill kill = outcome.killOrNull();
        Path redelivered = BridgeSettings.redelivered(output);
        EventComparison comparison = EventComparison.of(
                events,
                EventFile.at(output),
                Files.exists(redelivered) ? EventFile.at(redelivered) : EventFile.empty());
        out.println();
        ResultTable.print(out, outcome.counts(), comparison, kill, outcome.taken());
        if (kill == null ? !comparison.isClean() : !comparison.isCleanAfter(kill)) {
            throw new IOException("What came out is not what went in: " + comparison.reason() + outcome.complaint()
                    + " The output is in " + output + ".");
        }
        out.println(
                kill == null
                        ? "What came out is what went in, byte for byte."
                        : "What came out is what went in, byte for byte, and what came out twice is marked.");
    }

    /** What is known of a run that came to its end, before the files are compared. */
    private record Outcome(Counts counts, Duration taken, Kill killOrNull, String complaint) {}
}
