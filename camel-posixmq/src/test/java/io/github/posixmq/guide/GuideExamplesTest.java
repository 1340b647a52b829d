package io.github.posixmq.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.TestQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the user guide shows does what the guide says. */
class GuideExamplesTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @TempDir
    Path directory;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties properties = new Properties();

    @BeforeEach
    void nameQueues() {
        for (String name : List.of("orders", "full", "events", "jobs", "single")) {
            properties.setProperty(name, queue.anotherName());
        }
        for (String name : List.of("orders", "events", "jobs", "single")) {
            properties.setProperty(name + ".target", "mock:" + name);
        }
        properties.setProperty("overflow", "mock:overflow");
        context.getShutdownStrategy().setTimeout(5);
        context.getPropertiesComponent().setInitialProperties(properties);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void start() throws Exception {
        context.getComponent("posixmq", io.github.posixmq.camel.PosixMqComponent.class)
                .getConfiguration()
                .setJournalDirectory(directory.resolve("journal").toString());
        context.addRoutes(new GuideRoutes());
        context.start();
    }

    private MockEndpoint mock(String name) {
        return context.getEndpoint("mock:" + name, MockEndpoint.class);
    }

    private void send(String name, String text) throws Exception {
        try (MessageQueue to = MessageQueue.open(properties.getProperty(name), OpenOptions.writeOnly())) {
            to.send(text.getBytes(UTF_8), 0);
        }
    }

    private void awaitReceived(String name, int messages) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> mock(name).getReceivedCounter() == messages);
    }

    @Test
    void consumerFeedsItsRoute() throws Exception {
        start();
        send("orders", "one");
        awaitReceived("orders", 1);
        assertThat(mock("orders").getReceivedExchanges().get(0).getIn().getBody(String.class))
                .isEqualTo("one");
    }

    @Test
    void orderThatFindsTheQueueFullGoesElsewhere() throws Exception {
        start();
        context.createProducerTemplate().sendBody("direct:order", "first");
        context.createProducerTemplate().sendBody("direct:order", "second");
        assertThat(mock("overflow").getReceivedExchanges())
                .extracting(exchange -> exchange.getIn().getBody(String.class))
                .containsExactly("second");
    }

    @Test
    void eventsComeInBatches() throws Exception {
        start();
        send("events", "one");
        send("events", "two");
        awaitReceived("events", 1);
        Exchange batch = mock("events").getReceivedExchanges().get(0);
        assertThat((List<?>) batch.getIn().getBody(List.class))
                .extracting(body -> new String((byte[]) body, UTF_8))
                .containsExactly("one", "two");
        assertThat(batch.getIn().getHeader("CamelPosixMqBatchSize")).isEqualTo(2);
    }

    @Test
    void jobThatFailsThreeTimesGoesToQuarantine() throws Exception {
        mock("jobs").whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("a job that never works");
        });
        start();
        send("jobs", "bad");
        awaitReceived("jobs", 3);
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> quarantined().size() == 1);
        assertThat(Files.readString(quarantined().get(0)))
                .startsWith("queue: " + properties.getProperty("jobs") + "\npriority: 0\nlength: 3\n")
                .endsWith("\n\nbad");
        assertThat(mock("jobs").getReceivedExchanges().get(2).getIn().getHeader("CamelPosixMqRedeliveryCount"))
                .isEqualTo(2);
    }

    private List<Path> quarantined() throws Exception {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".message")).toList();
        }
    }

    @Test
    void pollEnrichTakesOneMessage() throws Exception {
        start();
        context.createConsumerTemplate().receiveBodyNoWait(singleUri());
        send("single", "one");
        send("single", "two");
        context.createProducerTemplate().sendBody("direct:next", "");
        assertThat(mock("single").getReceivedExchanges())
                .extracting(exchange -> exchange.getIn().getBody(String.class))
                .containsExactly("one");
    }

    private String singleUri() {
        return "posixmq:" + properties.getProperty("single") + "?maxMessages=10&maxMessageSize=1024";
    }

    @Test
    void consumerTemplateReleasesWhatIsDone() throws Exception {
        start();
        ConsumerTemplate consumer = context.createConsumerTemplate();
        assertThat(consumer.receiveBodyNoWait(singleUri())).isNull();
        List<String> worked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            send("single", "message " + i);
            GuideWrapper.take(consumer, singleUri(), body -> worked.add(new String(body, UTF_8)));
        }
        assertThat(worked).hasSize(20).contains("message 19");
    }

    @Test
    void wrapperSendsReceivesAndRedelivers() throws Exception {
        String name = queue.name();
        assertThat(GuideWrapper.send(name, "one")).isTrue();
        assertThat(GuideWrapper.receive(name)).isEqualTo("one");
        assertThat(GuideWrapper.receive(name)).isNull();

        assertThat(GuideWrapper.send(name, "two")).isTrue();
        List<String> worked = new ArrayList<>();
        GuideWrapper.work(name, directory.resolve("journal"), body -> {
            worked.add(new String(body, UTF_8));
            if (worked.size() == 1) {
                throw new IllegalStateException("the first time");
            }
        });
        assertThat(worked).containsExactly("two", "two");
    }
}
