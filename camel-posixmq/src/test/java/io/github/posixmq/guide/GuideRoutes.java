package io.github.posixmq.guide;

import io.github.posixmq.camel.QueueFullException;
import org.apache.camel.builder.RouteBuilder;

/** The routes that the user guide quotes. */
final class GuideRoutes extends RouteBuilder {
    @Override
    public void configure() {
        from("posixmq:{{orders:/orders}}?maxMessages=10&maxMessageSize=1024&concurrentConsumers=2")
                .routeId("orders")
                .to("{{orders.target:log:orders}}");

        from("direct:order")
                .routeId("order")
                .onException(QueueFullException.class)
                .handled(true)
                .to("{{overflow:file:overflow}}")
                .end()
                .to("posixmq:{{full:/full}}?maxMessages=1&maxMessageSize=1024&priority=9&sendTimeout=500ms");

        from("posixmq:{{events:/events}}?maxMessages=10&maxMessageSize=1024&batching=true&batchSize=500&batchTimeout=200ms")
                .routeId("events")
                .to("{{events.target:log:events}}");

        from("posixmq:{{jobs:/jobs}}?maxMessages=10&maxMessageSize=1024&redeliveryDelay=200ms&maxRedeliveries=2")
                .routeId("jobs")
                .to("{{jobs.target:log:jobs}}");

        from("direct:next")
                .routeId("next")
                .pollEnrich("posixmq:{{single:/single}}?maxMessages=10&maxMessageSize=1024", 5000)
                .to("{{single.target:log:single}}");
    }
}
