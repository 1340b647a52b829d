package io.github.posixmq.example;

import io.github.posixmq.example.page.LivePage;
import io.github.posixmq.example.page.PageOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The bridge for real feeds: runs until the process is told to end, and then leaves nothing on the way. */
final class Service {
    /** With this word begins the line that tells that the routes run. */
    static final String READY = "Ready ";

    /** Longest wait for what the embedded broker still holds, since that is gone with it. */
    private static final long DRAIN_MILLIS = 2_000;

    /** Longest wait of a signal for a start that is going on. */
    private static final long LONGEST_START_SECONDS = 5;

    private static final long TICK_MILLIS = 20;

    private final Job job;
    private final EmbeddedBroker brokerOrNull;
    private final PageOptions pageOptions;
    private final PrintStream out;
    private volatile LivePage page;
    private final CompletableFuture<BridgeApplication> started = new CompletableFuture<>();

    /**
     * Prepares it.
     *
     * @param job what it does
     * @param brokerOrNull the broker in this process, which ends with the bridge; null if it is elsewhere
     */
    Service(Job job, EmbeddedBroker brokerOrNull, PageOptions pageOptions, PrintStream out) {
        this.job = job;
        this.brokerOrNull = brokerOrNull;
        this.pageOptions = pageOptions;
        this.out = out;
    }

    /** Starts the bridge and does not return; a signal ends it. */
    void run() throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "service-end"));
        try {
            BridgeApplication bridge = job.start();
            page = startPage(bridge);
            started.complete(bridge);
        } catch (Exception e) {
            started.completeExceptionally(e);
            throw e;
        }
        out.println(job.description());
        page.announcement().forEach(out::println);
        out.println(READY + Uptime.inSeconds() + " s after the start of the JVM; SIGTERM or Ctrl-C ends it.");
        Thread.currentThread().join();
    }

    private LivePage startPage(BridgeApplication bridge) throws IOException {
        try {
            return LivePage.start(bridge.context(), pageOptions);
        } catch (IOException e) {
            bridge.close();
            throw e;
        }
    }

    private void end() {
        try {
            end(started.get(LONGEST_START_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It has not come up, so there is nothing on the way.
        } catch (Exception e) {
            System.err.println("bridge: " + Reason.of(e));
        }
    }

    private void end(BridgeApplication bridge) throws Exception {
        bridge.stopReading();
        out.println(bridge.ending());
        if (brokerOrNull != null) {
            drain();
        }
        page.close();
        bridge.close();
        if (brokerOrNull != null) {
            brokerOrNull.close();
        }
    }

    private void drain() throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN_MILLIS * 1_000_000;
        while (waiting() > 0 && brokerOrNull.isRead(BridgeApplication.ADDRESS) && System.nanoTime() - deadline < 0) {
            Thread.sleep(TICK_MILLIS);
        }
        if (waiting() > 0) {
            System.err.println(
                    "bridge: " + waiting() + " messages are lost that nobody took from the broker in this process."
                            + " Read its address " + BridgeApplication.ADDRESS + ", or give --out or --broker.");
        }
    }

    private long waiting() {
        return brokerOrNull.waiting(BridgeApplication.ADDRESS);
    }
}
