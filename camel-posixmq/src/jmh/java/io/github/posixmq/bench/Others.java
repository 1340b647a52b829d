package io.github.posixmq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a Camel user would pick instead between two processes, with the brokers it takes. Used by one thread. */
final class Others implements AutoCloseable {
    private static final String NETTY = "?sync=false&textline=true";

    private final Path scratch;
    private final Figures figures;
    private final List<Child> brokers = new ArrayList<>();
    private final int amqp = Contenders.freePort();
    private final int kafka = Contenders.freePort();
    private long artemisPid;
    private long kafkaPid;

    Others(Place place, Path scratch, Figures figures) throws IOException {
        this.scratch = scratch;
        this.figures = figures;
        artemisPid = start("artemis", place.java("artemis", String.valueOf(amqp)));
        Path directory = Files.createTempDirectory(scratch, "kafka");
        kafkaPid = start(
                "kafka",
                place.java(
                        "kafka", String.valueOf(kafka), String.valueOf(Contenders.freePort()), directory.toString()));
    }

    private long start(String name, List<String> command) {
        try {
            Child broker = Child.ready(command);
            brokers.add(broker);
            return broker.pid();
        } catch (IOException e) {
            figures.failed("broker", name, e);
            return 0;
        }
    }

    private String amqpUrl() {
        return "amqp://127.0.0.1:" + amqp;
    }

    private static String tcp() throws IOException {
        return "netty:tcp://127.0.0.1:" + Contenders.freePort() + NETTY;
    }

    private String unix() throws IOException {
        Path socket = scratch.resolve(Queues.uniqueName() + ".sock");
        return tcp() + "&nativeTransport=true&unixDomainSocketPath=" + socket;
    }

    private static String jms() {
        return "jms:queue:" + Queues.uniqueName() + "?deliveryPersistent=false";
    }

    private String topic() {
        String name = Queues.uniqueName();
        return "kafka:" + name + "?brokers=127.0.0.1:" + kafka + "&groupId=" + name + "&autoOffsetReset=earliest"
                + "&valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer"
                + "&valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer";
    }

    private String directory() throws IOException {
        return "file:" + Files.createTempDirectory(scratch, "files");
    }

    private static String reading(String directory) {
        return directory + "?delete=true&initialDelay=0&delay=10";
    }

    private static String writing(String directory) {
        return directory + "?tempPrefix=.";
    }

    List<Contender> pipes(Contenders make) throws IOException {
        List<Contender> all = new ArrayList<>();
        all.add(make.camel("Camel → Camel, netty TCP", tcp(), "-", List.of()));
        all.add(make.camel("Camel → Camel, netty Unix socket", unix(), "-", List.of()));
        String files = directory();
        all.add(make.camel("Camel → Camel, file", reading(files), writing(files), "-", List.of()));
        if (artemisPid != 0) {
            all.add(make.camel("Camel → Camel, jms", jms(), amqpUrl(), List.of(artemisPid)));
        }
        if (kafkaPid != 0) {
            all.add(make.camel("Camel → Camel, kafka", topic(), "-", List.of(kafkaPid)));
        }
        return all;
    }

    List<Contender> echoes(Contenders make) throws IOException {
        List<Contender> all = new ArrayList<>();
        all.add(make.camelEcho("Camel ↔ Camel, netty TCP", tcp(), tcp(), "-"));
        all.add(make.camelEcho("Camel ↔ Camel, netty Unix socket", unix(), unix(), "-"));
        if (artemisPid != 0) {
            all.add(make.camelEcho("Camel ↔ Camel, jms", jms(), jms(), amqpUrl()));
        }
        if (kafkaPid != 0) {
            all.add(make.camelEcho("Camel ↔ Camel, kafka", topic(), topic(), "-"));
        }
        return all;
    }

    @Override
    public void close() {
        brokers.forEach(Child::close);
        brokers.clear();
    }
}
