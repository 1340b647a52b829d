package io.github.posixmq.example.kafka;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A Kafka broker of one node as a child process, on the loopback interface and with its data in a folder, so that it can
 * be stopped and started again. For demonstration and tests. One thread at a time.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long LONGEST_START_SECONDS = 90;
    private static final long LONGEST_STOP_SECONDS = 20;
    private static final int PARTITIONS = 3;

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private Process process;

    private KafkaBroker(Path folder, int[] ports) {
        this.folder = folder;
        this.port = ports[0];
        this.controllerPort = ports[1];
    }

    /**
     * Starts a new one.
     *
     * @param folder empty; takes its data and its log
     * @throws IOException if it does not start; the message says why
     */
    public static KafkaBroker start(Path folder) throws IOException, InterruptedException {
        KafkaBroker broker = new KafkaBroker(folder, freePorts());
        Files.write(broker.config(), broker.properties());
        broker.start();
        return broker;
    }

    /** Two, which are different since both are taken for a moment. */
    private static int[] freePorts() throws IOException {
        try (ServerSocket first = anyPort();
                ServerSocket second = anyPort()) {
            return new int[] {first.getLocalPort(), second.getLocalPort()};
        }
    }

    private static ServerSocket anyPort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private Path config() {
        return folder.resolve("server.properties");
    }

    private List<String> properties() {
        return List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@" + LOOPBACK + ":" + controllerPort,
                "listeners=PLAINTEXT://" + url() + ",CONTROLLER://" + LOOPBACK + ":" + controllerPort,
                "advertised.listeners=PLAINTEXT://" + url(),
                "controller.listener.names=CONTROLLER",
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs=" + folder.resolve("data"),
                "num.partitions=" + PARTITIONS,
                "offsets.topic.num.partitions=1",
                "offsets.topic.replication.factor=1",
                "transaction.state.log.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "group.initial.rebalance.delay.ms=0");
    }

    /**
     * Starts it, also once more with the data that it has.
     *
     * @throws IOException if it does not start; the message says why
     */
    public void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                .start();
        try (Admin admin = admin()) {
            awaitReady(admin);
        } catch (IOException | InterruptedException | RuntimeException e) {
            kill();
            throw e;
        }
    }

    private File log() {
        return folder.resolve("kafka.log").toFile();
    }

    private List<String> command() throws IOException {
        Path own = ownCode();
        Path jars = jars(own);
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                own + File.pathSeparator + jars + File.separator + "*",
                KafkaMain.class.getName(),
                config().toString());
    }

    private static Path ownCode() {
        return Path.of(URI.create(KafkaBroker.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
    }

    /** The build leaves them beside the target folder that these classes are in. */
    private static Path jars(Path own) throws IOException {
        Path jars = own.resolveSibling(Path.of("..", "kafka", "target", "lib")).normalize();
        if (!Files.isDirectory(jars)) {
            throw new IOException("The jars of a Kafka broker are not in " + jars
                    + ". Run this where it was built, after mvn verify.");
        }
        return jars;
    }

    private void awaitReady(Admin admin) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                admin.describeCluster().controller().get(1, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException | TimeoutException e) {
                // Not yet; a broker that has ended is seen above.
            }
        }
        throw new IOException("The Kafka broker has not started"
                + (process.isAlive() ? " in " + LONGEST_START_SECONDS + " s" : ", it ended with " + process.exitValue())
                + ": " + String.join("\n", Files.readAllLines(log().toPath())));
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", url(),
                "reconnect.backoff.ms", "50",
                "reconnect.backoff.max.ms", "200"));
    }

    /** Creates a topic with three partitions. */
    public void createTopic(String topic) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("The topic " + topic + " cannot be created: " + e.getCause(), e);
        }
    }

    /** Counts the records of a topic; the caller closes it. */
    public TopicSize sizeOf(String topic) {
        return new TopicSize(admin(), topic, PARTITIONS);
    }

    /** Where clients find it, as host:port. */
    public String url() {
        return LOOPBACK + ":" + port;
    }

    /** SIGTERM, and SIGKILL if that is not heeded; returns when it is gone. */
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
