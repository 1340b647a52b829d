package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.QueueGeometryException;
import io.github.posixmq.QueueNotFoundException;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.engine.DefaultSupervisingRouteController;
import org.apache.camel.spi.SupervisingRouteController;
import org.junit.jupiter.api.Test;

/** Errors of the queue, at the start and later. */
class RecoveryTest extends CamelQueueTest {
    private String existing() {
        return "posixmq:" + queue.name() + "?create=false&recoveryInterval=50";
    }

    private HealthCheck.State readiness(String route) {
        PosixMqConsumer consumer = (PosixMqConsumer) context.getRoute(route).getConsumer();
        return consumer.getHealthCheck()
                .call(Map.of(HealthCheck.CHECK_KIND, HealthCheck.Kind.READINESS))
                .getState();
    }

    @Test
    void consumerOfAQueueThatDoesNotExistFailsToStart() {
        assertThatThrownBy(() -> start(routes -> routes.from(existing()).to("mock:out")))
                .hasRootCauseInstanceOf(QueueNotFoundException.class)
                .hasMessageContaining(queue.name());
        assertThat(exists(queue.name())).isFalse();
    }

    @Test
    void producerToAQueueThatDoesNotExistFailsToStart() {
        assertThatThrownBy(() -> start(routes -> routes.from("direct:in").to(existing())))
                .hasRootCauseInstanceOf(QueueNotFoundException.class);
    }

    @Test
    void supervisingRouteControllerStartsTheRouteOnceTheQueueExists() throws Exception {
        SupervisingRouteController supervisor = new DefaultSupervisingRouteController();
        supervisor.setBackOffDelay(50);
        supervisor.setInitialDelay(0);
        context.setRouteController(supervisor);
        start(routes -> routes.from(existing()).routeId("r").to("mock:out"));
        await().until(() -> !supervisor.getRestartingRoutes().isEmpty());

        send(queue.open(), "at last");
        await().until(() -> context.getRouteController().getRouteStatus("r") == ServiceStatus.Started);
        await().until(() -> mock("out").getReceivedCounter() == 1);
    }

    @Test
    void errorIsReportedOnceAndSoIsTheRecovery() throws Exception {
        queue.open();
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(existing() + "&concurrentConsumers=2")
                    .routeId("r")
                    .to("mock:out"));
            assertThat(readiness("r")).isEqualTo(HealthCheck.State.UP);
            MessageQueue.unlink(queue.name());
            await().until(() -> readiness("r") == HealthCheck.State.DOWN);
            // Many attempts fail meanwhile.
            await().during(Duration.ofMillis(500)).until(() -> readiness("r") == HealthCheck.State.DOWN);

            send(queue.open(), "recovered");
            await().until(() -> mock("out").getReceivedCounter() == 1);
            await().until(() -> readiness("r") == HealthCheck.State.UP);
            assertThat(log.with("Cannot receive from queue " + queue.name())).hasSize(1);
            assertThat(log.with("trying again every 50 ms")).hasSize(1);
            assertThat(log.with("Queue " + queue.name() + " works again")).hasSize(1);
        }
    }

    @Test
    void stopDoesNotWaitForTheRecoveryInterval() throws Exception {
        queue.open();
        start(routes ->
                routes.from(existing().replace("=50", "=1m")).routeId("r").to("mock:out"));
        MessageQueue.unlink(queue.name());
        await().until(() -> readiness("r") == HealthCheck.State.DOWN);
        assertThat(time(context::stop)).isLessThan(PROMPT);
    }

    @Test
    void bridgeErrorHandlerRoutesErrorsOfTheQueue() throws Exception {
        queue.open();
        start(routes -> {
            routes.onException(QueueNotFoundException.class).handled(true).to("mock:errors");
            routes.from(existing() + "&bridgeErrorHandler=true").to("mock:out");
        });
        MessageQueue.unlink(queue.name());
        await().until(() -> mock("errors").getReceivedCounter() == 1);
        send(queue.open(), "recovered");
        await().until(() -> mock("out").getReceivedCounter() == 1);
        assertThat(mock("errors").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void otherGeometryIsWarnedOfOnceByDefault() throws Exception {
        queue.open();
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from("posixmq:" + queue.name() + "?maxMessages=7&concurrentConsumers=3")
                    .to("mock:out"));
            assertThat(log.with("exists with maxMessages=4 and maxMessageSize=64"))
                    .singleElement()
                    .asString()
                    .contains("maxMessages=7", "rm /dev/mqueue" + queue.name(), "geometryMismatch");
        }
    }

    @Test
    void otherGeometryIsAcceptedOrFailsAsAsked() throws Exception {
        queue.open();
        String other = "posixmq:" + queue.name() + "?maxMessages=7&geometryMismatch=";
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(other + "accept").to("mock:out"));
            assertThat(log.with("exists with")).isEmpty();
        }
        assertThatThrownBy(() -> start(routes -> routes.from(other + "fail").to("mock:out")))
                .hasRootCauseInstanceOf(QueueGeometryException.class);
    }
}
