package io.github.posixmq.camel;

import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Says that a consumer is not ready while it cannot use its queue. Thread-safe. */
final class QueueHealthCheck implements HealthCheck {
    private final PosixMqConsumer consumer;
    private final Outage outage;
    private volatile boolean enabled = true;

    QueueHealthCheck(PosixMqConsumer consumer, Outage outage) {
        this.consumer = consumer;
        this.outage = outage;
    }

    @Override
    public String getGroup() {
        return "camel";
    }

    @Override
    public String getId() {
        return "consumer:" + consumer.getRouteId();
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .detail(HealthCheck.ENDPOINT_URI, consumer.getEndpoint().getEndpointBaseUri());
        Throwable cause = outage.cause();
        if (!enabled) {
            result.message("Disabled").detail(HealthCheck.CHECK_ENABLED, false).unknown();
        } else if (cause != null) {
            result.message("Cannot receive: " + cause.getMessage()).error(cause).down();
        } else if (!consumer.isRunAllowed()) {
            result.message("The consumer has not started").down();
        } else {
            result.up();
        }
        return result.build();
    }
}
