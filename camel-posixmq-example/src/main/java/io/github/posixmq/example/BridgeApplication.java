package io.github.posixmq.example;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * Camel Main with the routes of the bridge. The defaults are in {@code application.properties}; settings, system
 * properties and environment variables go before them.
 */
final class BridgeApplication implements AutoCloseable {
    /** Id of the route from the POSIX queue to the broker. */
    static final String TO_BROKER = "queue-to-amqp";

    /** Id of the route from the broker to the output file. */
    static final String TO_FILE = "amqp-to-file";

    /** The broker's queue between the two. */
    static final String ADDRESS = "events";

    private final Main main = new Main();
    private final RouteCounter counter = new RouteCounter();

    private BridgeApplication() {}

    /** Starts the routes; returns when they run. */
    static BridgeApplication start(BridgeSettings settings) throws Exception {
        BridgeApplication application = new BridgeApplication();
        try {
            application.configure(settings);
            application.main.init();
            application.context().getManagementStrategy().addEventNotifier(application.counter);
            application.main.start();
            return application;
        } catch (Exception e) {
            application.close();
            throw e;
        }
    }

    private void configure(BridgeSettings settings) {
        // Without a shutdown hook of Camel's: who starts the bridge also decides in which order things stop.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.addOverrideProperty("bridge.broker", settings.broker());
        main.addOverrideProperty("bridge.address", ADDRESS);
        String files = file("connection");
        if (settings.queue() != null) {
            configure(settings.queue());
            files += "," + file(TO_BROKER);
        }
        if (settings.output() != null) {
            configure(settings.output().toAbsolutePath());
            files += "," + file(TO_FILE);
        }
        main.addOverrideProperty("camel.main.routesIncludePattern", files);
    }

    private void configure(QueueSettings queue) {
        main.addOverrideProperty("bridge.queue", queue.name().toString());
        main.addOverrideProperty("bridge.max-messages", Integer.toString(queue.maxMessages()));
        main.addOverrideProperty("bridge.max-message-size", Integer.toString(queue.maxMessageSize()));
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

    /**
     * Stops reading the POSIX queue once the message in hand has reached the broker, or the shutdown timeout is over; the
     * other route goes on.
     */
    void stopReading() throws Exception {
        context().getRouteController().stopRoute(TO_BROKER);
        // What was not finished in that time need not be waited for once more.
        context().getShutdownStrategy().setTimeout(1);
    }

    @Override
    public void close() {
        main.stop();
    }
}
