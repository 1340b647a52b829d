package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.TestQueue;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Options of the component as {@code camel.component.posixmq.*} of Camel Main. */
class PropertyBindingTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private final Main main = new Main();

    @AfterEach
    void stop() {
        main.stop();
    }

    private PosixMqConfiguration start(String options) throws Exception {
        String uri = "posixmq:" + queue.name() + options;
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to(uri);
            }
        });
        main.start();
        CamelContext context = main.getCamelContext();
        return context.getEndpoint(uri, PosixMqEndpoint.class).getConfiguration();
    }

    @Test
    void componentOptionsAreTheDefaultsOfEndpoints() throws Exception {
        main.addInitialProperty("camel.component.posixmq.maxMessages", "3");
        main.addInitialProperty("camel.component.posixmq.max-message-size", "32");
        main.addInitialProperty("camel.component.posixmq.permissions", "0640");
        main.addInitialProperty("camel.component.posixmq.geometryMismatch", "fail");
        main.addInitialProperty("camel.component.posixmq.unlinkOnStop", "true");
        main.addInitialProperty("camel.component.posixmq.create", "true");
        main.addInitialProperty("camel.component.posixmq.concurrentConsumers", "2");
        main.addInitialProperty("camel.component.posixmq.recoveryInterval", "5s");
        main.addInitialProperty("camel.component.posixmq.priority", "9");
        main.addInitialProperty("camel.component.posixmq.sendTimeout", "250ms");
        main.addInitialProperty("camel.component.posixmq.discardWhenFull", "true");
        PosixMqConfiguration options = start("?priority=1");

        assertThat(options.getMaxMessages()).isEqualTo(3);
        assertThat(options.getMaxMessageSize()).isEqualTo(32);
        assertThat(options.getPermissions()).isEqualTo("0640");
        assertThat(options.getGeometryMismatch()).isEqualTo(GeometryMismatch.FAIL);
        assertThat(options.isUnlinkOnStop()).isTrue();
        assertThat(options.isCreate()).isTrue();
        assertThat(options.getConcurrentConsumers()).isEqualTo(2);
        assertThat(options.getRecoveryInterval()).isEqualTo(5000);
        assertThat(options.getPriority()).as("the endpoint wins").isEqualTo(1);
        assertThat(options.getSendTimeout()).isEqualTo(250);
        assertThat(options.isDiscardWhenFull()).isTrue();
        try (MessageQueue created = MessageQueue.open(queue.name(), OpenOptions.readOnly())) {
            assertThat(created.maxMessages()).isEqualTo(3);
            assertThat(created.maxMessageSize()).isEqualTo(32);
        }
    }

    @Test
    void optionsOfAnEndpointAreItsOwn() throws Exception {
        PosixMqConfiguration options = start("?maxMessages=2&maxMessageSize=16&sendTimeout=1");
        PosixMqComponent component = main.getCamelContext().getComponent("posixmq", PosixMqComponent.class);
        assertThat(options.getSendTimeout()).isEqualTo(1);
        assertThat(component.getConfiguration().getSendTimeout()).isEqualTo(PosixMqConfiguration.ENDLESS);
        assertThat(component.getConfiguration().getMaxMessages()).isNull();
    }

    @Test
    void badOptionOfTheComponentIsRefused() {
        main.addInitialProperty("camel.component.posixmq.permissions", "9");
        assertThatThrownBy(() -> start("")).hasStackTraceContaining("permissions '9' are not three octal digits");
    }

    @Test
    void misspeltOptionOfTheComponentIsRefused() {
        main.addInitialProperty("camel.component.posixmq.maxMessges", "9");
        assertThatThrownBy(() -> start("")).hasStackTraceContaining("maxMessges");
    }
}
