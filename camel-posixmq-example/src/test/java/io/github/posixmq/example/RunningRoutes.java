package io.github.posixmq.example;

import java.util.Properties;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** A Camel context with one of the shipped route files, or one RouteBuilder. */
final class RunningRoutes implements AutoCloseable {
    private static final int SHUTDOWN_SECONDS = 5;

    private final DefaultCamelContext context = new DefaultCamelContext();

    private RunningRoutes(Properties properties) {
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getShutdownStrategy().setTimeout(SHUTDOWN_SECONDS);
    }

    /** Runs a file of the resource folder {@code camel}. */
    static RunningRoutes of(String file, Properties properties) throws Exception {
        RunningRoutes routes = new RunningRoutes(properties);
        PluginHelper.getRoutesLoader(routes.context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(routes.context, "classpath:camel/" + file));
        routes.context.start();
        return routes;
    }

    /** Runs a builder's routes; {@code bean:worker} in them is the processor. */
    static RunningRoutes of(RoutesBuilder builder, Properties properties, Processor worker) throws Exception {
        RunningRoutes routes = new RunningRoutes(properties);
        routes.context.getRegistry().bind("worker", worker);
        routes.context.addRoutes(builder);
        routes.context.start();
        return routes;
    }

    boolean started() {
        return context.isStarted();
    }

    @Override
    public void close() {
        context.stop();
    }
}
