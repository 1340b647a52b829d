package io.github.posixmq.example;

import io.github.posixmq.example.Progress.Counts;

/**
 * What runs during a demonstration: queue, broker and the writer of the output in this process, the feeder in one of its
 * own. The bridge is in this process too, unless it is there to be killed.
 */
final class DemoRun implements AutoCloseable {
    private final Resources resources = new Resources();
    private final DemoSettings settings;
    private final long total;
    private DemoQueue queue;
    private DemoBroker broker;
    private BridgeApplication application;
    private BridgeProcess apartOrNull;
    private FeederProcess feeder;

    /**
     * Nothing runs yet. Whatever will, ends with the process at the latest.
     *
     * @param total how many events will be fed
     */
    DemoRun(DemoSettings settings, long total) {
        this.settings = settings;
        this.total = total;
        Runtime.getRuntime().addShutdownHook(new Thread(resources::close, "demonstration-end"));
    }

    /** Starts all but the feeder; returns when the routes run. */
    void start() throws Exception {
        queue = resources.open(() -> DemoQueue.create(settings.queue()));
        broker = resources.open(this::startBroker);
        QueueSettings read = settings.kill() ? null : settings.queue();
        application = resources.open(() -> BridgeApplication.start(
                new BridgeSettings(read, broker.target(), broker.address(), settings.output())));
        if (settings.kill()) {
            startApart();
            apartOrNull.awaitReady();
        }
    }

    private void startApart() throws Exception {
        apartOrNull = resources.open(() -> BridgeProcess.start(settings.queue(), broker.address()));
    }

    private DemoBroker startBroker() throws Exception {
        return settings.target() == Target.KAFKA ? KafkaDemoBroker.start() : AmqpDemoBroker.start();
    }

    String brokerAddress() {
        return broker.address();
    }

    void feed() throws Exception {
        feeder = resources.open(() -> FeederProcess.start(queue.name(), settings.eventsOrNull()));
    }

    Counts counts() throws Exception {
        return new Counts(feeder.sent(), broker.taken(), application.written(), total);
    }

    /** Kills the bridge as {@code kill -9} does, looks what it held, and starts it anew without waiting for it. */
    Kill killBridge() throws Exception {
        apartOrNull.kill();
        Kill kill = new Kill(queue.held());
        startApart();
        return kill;
    }

    /** Fails if a process has died that nobody has killed. */
    void check() throws Exception {
        feeder.isFinished();
        if (apartOrNull != null) {
            apartOrNull.check();
        }
    }

    /** Whether all is sent and nothing is left in the queue, the bridge or the broker, as far as one look can tell. */
    boolean isAtRest() throws Exception {
        return feeder.isFinished()
                && (apartOrNull == null || apartOrNull.isReady())
                && queue.isEmpty()
                && application.isIdle()
                && broker.isDrained(application.written())
                && queue.held() == 0;
    }

    /** What the first exchange that failed has died of, as the end of a sentence; empty if none has. */
    String complaint() {
        Throwable failure = application.counter().failure();
        return failure == null ? "" : " A route failed: " + Reason.of(failure);
    }

    /** Whether it has been closed, by its user or by a signal. */
    boolean isClosed() {
        return resources.isClosed();
    }

    @Override
    public void close() {
        resources.close();
    }
}
