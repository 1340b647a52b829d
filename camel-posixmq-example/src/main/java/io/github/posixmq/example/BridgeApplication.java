package io.github.posixmq.example;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * Camel Main with the routes of the bridge. The defaults are in {@code application.properties}; settings, system
 * properties and environment variables go before them.
 */
final class BridgeApplication implements AutoCloseable {
    /** The broker's queue between the two. */
    static final String ADDRESS = "events";

    /** A demonstration is not to have duplicates because its machine is slow. */
    private static final String KAFKA_TIMEOUT_MILLIS = "30000";

    private final Main main = new Main();
    private final RouteCounter counter = new RouteCounter();
    private final Target target;

    private BridgeApplication(Target target) {
        this.target = target;
        // Without a shutdown hook of Camel's: who starts the bridge also decides in which order things stop.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    }

    /** Starts the shipped routes; returns when they run. */
    static BridgeApplication start(BridgeSettings settings) throws Exception {
        BridgeApplication application = new BridgeApplication(settings.target());
        application.configure(settings);
        return application.start();
    }

    /** Starts the routes of a folder; returns when they run. */
    static BridgeApplication start(RouteSettings settings) throws Exception {
        BridgeApplication application = new BridgeApplication(Target.AMQP);
        application.configure(settings);
        return application.start();
    }

    private BridgeApplication start() throws Exception {
        try {
            main.init();
            context().getManagementStrategy().addEventNotifier(counter);
            main.start();
            return this;
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private void configure(BridgeSettings settings) {
        main.addOverrideProperty(target.brokerProperty(), settings.broker());
        main.addOverrideProperty("bridge.address", ADDRESS);
        main.addOverrideProperty("kafka.topic", ADDRESS);
        main.addOverrideProperty("kafka.timeout", KAFKA_TIMEOUT_MILLIS);
        List<String> files = new ArrayList<>();
        if (target.sharedOrNull() != null) {
            files.add(target.sharedOrNull());
        }
        if (settings.queue() != null) {
            configure(settings.queue());
            files.add(target.fromQueue());
        }
        if (settings.output() != null) {
            configure(settings.output().toAbsolutePath());
            files.add(target.toFile());
        }
        include(files.stream().map(BridgeApplication::file).collect(Collectors.joining(",")));
    }

    private void configure(RouteSettings settings) {
        main.setPropertyPlaceholderLocations(settings.config().locations());
        String files = settings.routes().includePattern();
        if (settings.brokerOrNull() != null) {
            main.addOverrideProperty(target.brokerProperty(), settings.brokerOrNull());
            files = file("connection") + "," + files;
        }
        if (settings.needHttpServer()) {
            main.addOverrideProperty("camel.server.enabled", "true");
        }
        include(files);
    }

    private void include(String files) {
        main.addOverrideProperty("camel.main.routesIncludePattern", files);
    }

    private void configure(QueueSettings queue) {
        main.addOverrideProperty("bridge.queue", queue.name().toString());
        main.addOverrideProperty("bridge.max-messages", Integer.toString(queue.maxMessages()));
        main.addOverrideProperty("bridge.max-message-size", Integer.toString(queue.maxMessageSize()));
        main.addOverrideProperty("kafka.queue", queue.name().toString());
        main.addOverrideProperty("kafka.max-messages", Integer.toString(queue.maxMessages()));
        main.addOverrideProperty("kafka.max-message-size", Integer.toString(queue.maxMessageSize()));
    }

    private void configure(Path output) {
        main.addOverrideProperty("bridge.output-directory", output.getParent().toString());
        main.addOverrideProperty("bridge.output-file", output.getFileName().toString());
        main.addOverrideProperty(
                "bridge.redelivered-file",
                BridgeSettings.redelivered(output).getFileName().toString());
    }

    private static String file(String name) {
        return "classpath:camel/" + name + ".yaml";
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    RouteCounter counter() {
        return counter;
    }

    /** Whether no message is on its way through a route. */
    boolean isIdle() {
        return context().getInflightRepository().size() == 0;
    }

    /** What to tell a person at the end. */
    String ending() {
        return isBridge() ? "Ending after " + counter.completed(target.fromQueue()) + " messages." : "Ending.";
    }

    private boolean isBridge() {
        return context().getRoute(target.fromQueue()) != null;
    }

    /** Messages that have reached the output file. */
    long written() {
        return counter.completed(target.toFile());
    }

    /**
     * Stops reading the POSIX queue once the message in hand has reached the broker, or the shutdown timeout is over; the
     * other routes go on.
     */
    void stopReading() throws Exception {
        if (isBridge()) {
            context().getRouteController().stopRoute(target.fromQueue());
            // What was not finished in that time need not be waited for once more.
            context().getShutdownStrategy().setTimeout(1);
        }
    }

    @Override
    public void close() {
        main.stop();
    }
}
