package io.github.posixmq.example;

import io.github.posixmq.example.kafka.KafkaBroker;
import io.github.posixmq.example.kafka.TopicSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Kafka as a child process, with its data in a temporary folder that is gone at the end. */
final class KafkaDemoBroker implements DemoBroker {
    private final Path folder;
    private KafkaBroker broker;
    private TopicSize size;

    private KafkaDemoBroker(Path folder) {
        this.folder = folder;
    }

    static KafkaDemoBroker start() throws Exception {
        KafkaDemoBroker started = new KafkaDemoBroker(Files.createTempDirectory("posixmq-kafka"));
        try {
            started.broker = KafkaBroker.start(started.folder);
            started.broker.createTopic(BridgeApplication.ADDRESS);
            started.size = started.broker.sizeOf(BridgeApplication.ADDRESS);
            return started;
        } catch (Exception e) {
            started.close();
            throw e;
        }
    }

    @Override
    public Target target() {
        return Target.KAFKA;
    }

    @Override
    public String address() {
        return broker.url();
    }

    @Override
    public long taken() throws Exception {
        return size.records();
    }

    @Override
    public boolean isDrained(long written) throws Exception {
        return taken() <= written;
    }

    @Override
    public void close() throws IOException {
        if (size != null) {
            size.close();
        }
        if (broker != null) {
            broker.close();
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
