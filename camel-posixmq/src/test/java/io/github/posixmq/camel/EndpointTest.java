package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class EndpointTest extends CamelQueueTest {
    @Test
    void mbeanShowsDepthAndGeometry() throws Exception {
        start(routes -> routes.from("direct:in").to(uri()));
        send(queue.open(), "x");
        MBeanServer server =
                context.getManagementStrategy().getManagementAgent().getMBeanServer();
        ObjectName name = server
                .queryNames(
                        new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=endpoints,*"),
                        null)
                .stream()
                .filter(bean -> bean.toString().contains("posixmq"))
                .findFirst()
                .orElseThrow();
        assertThat(server.getAttribute(name, "Depth")).isEqualTo(1);
        assertThat(server.getAttribute(name, "MaxMessages")).isEqualTo(4);
        assertThat(server.getAttribute(name, "MaxMessageSize")).isEqualTo(64);
        assertThat(server.getAttribute(name, "Name")).isEqualTo(queue.name());
    }

    @Test
    void attributesAreThoseOfTheQueue() throws Exception {
        try (MessageQueue raw = queue.open()) {
            send(raw, "x");
            PosixMqEndpoint endpoint = context.getEndpoint("posixmq:" + queue.name(), PosixMqEndpoint.class);
            assertThat(endpoint.getDepth()).isEqualTo(1);
            assertThat(endpoint.getMaxMessages()).isEqualTo(raw.maxMessages());
            assertThat(endpoint.getMaxMessageSize()).isEqualTo(raw.maxMessageSize());
            assertThat(endpoint.getServiceProtocol()).isEqualTo("posixmq");
            assertThat(endpoint.getServiceUrl()).isEqualTo(queue.name());
        }
    }
}
