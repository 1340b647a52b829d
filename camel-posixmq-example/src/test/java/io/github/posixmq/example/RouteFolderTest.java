package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code --serve --routes}: what a user lays out is run, and what is wrong with it is said. */
class RouteFolderTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @Test
    void runsTheFilesOfTheFolderWithABrokerOfItsOwn() throws Exception {
        Deployment deployment = new Deployment(folder, "queue-to-amqp.yaml", "queue-to-file.yaml");
        Files.writeString(deployment.routes().resolve("notes.txt"), "no route");
        Path out = folder.resolve("orders/orders.ndjson");
        try (TestQueue orders = new TestQueue();
                MessageQueue sender = queue.open();
                MessageQueue second = orders.open()) {
            deployment
                    .set("bridge.queue", queue.name())
                    .set("example.queue", orders.name())
                    .set("example.directory", out.getParent());
            sender.send("to the broker".getBytes(StandardCharsets.UTF_8), 3);
            second.send("to the file".getBytes(StandardCharsets.UTF_8), 3);
            try (Child bridge = deployment.startReady()) {
                assertThat(bridge.output()).contains("queue-to-amqp.yaml, queue-to-file.yaml in ");
                String url = bridge.output().replaceAll("(?s).*The broker is (amqp://127.0.0.1:\\d+)\\..*", "$1");
                assertThat(Arrivals.at(url, 1)).containsExactly("to the broker");
                Awaitility.await().atMost(SOON).until(() -> Files.exists(out) && Files.size(out) > 0);
                Deployment.stop(bridge);
            }
            assertThat(out).hasContent("to the file\n");
        }
    }

    @Test
    void usesTheBrokerThatTheConfigurationNames() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(0);
                MessageQueue sender = queue.open()) {
            sender.send("x".getBytes(StandardCharsets.UTF_8), 3);
            Deployment deployment = new Deployment(folder, "queue-to-amqp.yaml")
                    .set("bridge.broker", broker.url())
                    .set("bridge.queue", queue.name());
            try (Child bridge = deployment.startReady()) {
                Awaitility.await().atMost(SOON).until(() -> broker.waiting("events") == 1);
                Deployment.stop(bridge);
            }
        }
    }

    @Test
    void saysWhichBrokerCannotBeUsedAndWhereItStands() throws Exception {
        Deployment deployment = new Deployment(folder, "queue-to-amqp.yaml")
                .set("bridge.broker", "amqp://127.0.0.1:1")
                .set("bridge.queue", queue.name());
        try (Child bridge = deployment.start()) {
            bridge.assertRefused(1, "amqp://127.0.0.1:1", "property bridge.broker", "Connection refused");
        }
    }

    @Test
    void namesThePropertyThatIsMissingAndTheFile() throws Exception {
        Deployment deployment = new Deployment(folder, "http-to-queue.yaml");
        try (Child bridge = deployment.start()) {
            bridge.assertRefused(1, "The property http.queues is not set", "Set it in " + deployment.config());
        }
    }

    @Test
    void namesThePropertyThatIsWrongAndTheFile() throws Exception {
        Deployment deployment = new Deployment(folder, "http-to-queue.yaml")
                .set("http.queues", "a/b")
                .set("camel.server.port", 0);
        try (Child bridge = deployment.start()) {
            bridge.assertRefused(1, "In " + deployment.config() + ": http.queues = a/b: ");
        }
    }

    @Test
    void namesTheCamelPropertyThatIsUnknown() throws Exception {
        Deployment deployment = new Deployment(folder, "queue-to-file.yaml")
                .set("example.queue", queue.name())
                .set("camel.main.shutdownTimeuot", 3);
        try (Child bridge = deployment.start()) {
            bridge.assertRefused(1, "shutdownTimeuot", deployment.config().toString());
        }
    }

    @Test
    void namesTheFileThatIsNoRoute() throws Exception {
        Deployment deployment = new Deployment(folder);
        Files.writeString(deployment.routes().resolve("broken.yaml"), "- route:\n    from:\n      ury: timer:x\n");
        try (Child bridge = deployment.start()) {
            bridge.assertRefused(1, "Unsupported field: ury in file:", "broken.yaml, line 3");
        }
    }

    @Test
    void saysThatThereIsNoFolderAndThatThereAreNoRoutes() throws Exception {
        Path none = folder.resolve("none");
        try (Child bridge = Child.bridge("--serve", "--routes", none.toString())) {
            bridge.assertRefused(1, "There is no folder " + none);
        }
        try (Child bridge = Child.bridge("--serve", "--routes", folder.toString())) {
            bridge.assertRefused(1, "There is no route file, *.yaml or *.xml, in the folder " + folder);
        }
    }

    @Test
    void saysThatThereIsNoConfiguration() throws Exception {
        Deployment deployment = new Deployment(folder, "queue-to-file.yaml");
        String none = folder.resolve("none.properties").toString();
        try (Child bridge =
                Child.bridge("--serve", "--routes", deployment.routes().toString(), "--config", none)) {
            bridge.assertRefused(1, "There is no configuration file " + none);
        }
    }

    @Test
    void refusesOptionsThatThePropertiesStandFor() throws Exception {
        try (Child bridge = Child.bridge("--serve", "--routes", folder.toString(), "--queue", "/x")) {
            bridge.assertRefused(64, "--queue does not go with --routes");
        }
        try (Child bridge = Child.bridge("--routes", folder.toString())) {
            bridge.assertRefused(64, "--routes goes with --serve");
        }
    }
}
