package io.github.posixmq.camel;

import org.apache.camel.Route;
import org.apache.camel.ShutdownRoute;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.service.ServiceSupport;

/** A service of a route that does nothing but pass on that the route is about to stop. Thread-safe. */
final class RouteStopSignal extends ServiceSupport implements ShutdownPrepared {
    private final ContextLifecycle lifecycle;
    private final Route route;

    RouteStopSignal(ContextLifecycle lifecycle, Route route) {
        this.lifecycle = lifecycle;
        this.route = route;
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // A route that defers its shutdown goes on as before, and its consumer still feeds it.
        boolean goesOn = suspendOnly || (route.getShutdownRoute() == ShutdownRoute.Defer && !forced);
        if (!goesOn) {
            lifecycle.routeStops(route.getId());
        }
    }
}
