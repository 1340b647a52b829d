package io.github.posixmq.example;

import org.apache.camel.builder.RouteBuilder;

/** Works off a queue with two threads; a job that fails three times goes to a queue for failed ones. */
public final class JobRoutes extends RouteBuilder {
    @Override
    public void configure() {
        errorHandler(deadLetterChannel("posixmq:{{example.failed:/jobs-failed}}")
                .useOriginalMessage()
                .maximumRedeliveries(2)
                .redeliveryDelay(100));

        from("posixmq:{{example.queue:/jobs}}?concurrentConsumers=2")
                .routeId("jobs")
                .to("{{example.worker:log:jobs}}");
    }
}
