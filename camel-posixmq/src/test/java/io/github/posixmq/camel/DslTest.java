package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.TestQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same pair of routes in each language, and options from properties. */
class DslTest extends CamelQueueTest {
    private String out;

    @BeforeEach
    void nameQueues() {
        out = queue.anotherName();
        Properties properties = new Properties();
        properties.setProperty("queue.in", queue.name());
        properties.setProperty("queue.out", out);
        context.getPropertiesComponent().setInitialProperties(properties);
    }

    private void load(String file) throws Exception {
        Resource resource = PluginHelper.getResourceLoader(context).resolveResource("classpath:routes/" + file);
        assertThat(resource.exists()).isTrue();
        PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        context.start();
    }

    private void assertBridged(String language) throws Exception {
        queue.open(queue.name(), TestQueue.create()).send("message".getBytes(UTF_8), 5);
        await().until(() -> mock("out").getReceivedCounter() == 1);
        Exchange exchange = mock("out").getReceivedExchanges().get(0);
        assertThat(text(exchange)).isEqualTo(language + " message");
        assertThat(exchange.getIn().getHeader(PosixMqConstants.PRIORITY))
                .as("passed on by the header")
                .isEqualTo(5);
        assertThat(exchange.getIn().getHeader(PosixMqConstants.QUEUE_NAME)).isEqualTo(out);
    }

    @Test
    void java() throws Exception {
        start(routes -> {
            routes.from(uri("{{queue.in}}"))
                    .setBody(routes.simple("java ${bodyAs(String)}"))
                    .to(uri("{{queue.out}}") + "&sendTimeout=5s");
            routes.from("posixmq:{{queue.out}}").to("mock:out");
        });
        assertBridged("java");
    }

    @Test
    void yaml() throws Exception {
        load("bridge.yaml");
        assertBridged("yaml");
    }

    @Test
    @Tag("xml-dsl")
    void xml() throws Exception {
        load("bridge.xml");
        assertBridged("xml");
    }

    @Test
    void toDOpensTheQueueThatTheMessageNames() throws Exception {
        start(routes -> {
            routes.from("direct:in").toD(uri("/${header.target}"));
            routes.from(uri(out)).to("mock:out");
            routes.from(uri()).to("mock:first");
        });
        template().sendBodyAndHeader("direct:in", "1", "target", queue.name().substring(1));
        template().sendBodyAndHeader("direct:in", "2", "target", out.substring(1));
        await().until(() -> mock("out").getReceivedCounter() == 1);
        await().until(() -> mock("first").getReceivedCounter() == 1);
        assertThat(texts(mock("out"))).containsExactly("2");
        assertThat(texts(mock("first"))).containsExactly("1");
    }

    @Test
    void uriOfAnEndpointCanBeBuiltAndReadFromItsParameters() throws Exception {
        var factory = context.getCamelContextExtension().getEndpointUriFactory("posixmq");
        assertThat(factory.buildUri("posixmq", new HashMap<>(Map.of("name", "orders", "priority", 3))))
                .isEqualTo("posixmq:orders?priority=3");
        assertThat(context.getComponentParameterJsonSchema("posixmq")).contains("\"sendTimeout\"");
    }
}
