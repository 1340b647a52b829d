package io.github.posixmq.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.kafka.common.utils.Time;

/** Brokers on loopback, each the only thing in its process. */
final class Brokers {
    private Brokers() {}

    static Roles.Role artemis(int port) throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .addAcceptorConfiguration("amqp", "tcp://127.0.0.1:" + port + "?protocols=AMQP");
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration);
        broker.start();
        return command -> "";
    }

    static Roles.Role kafka(int port, int controllerPort, String directory) throws Exception {
        Path file = Path.of(directory, "server.properties");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                        "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                        "controller.listener.names=CONTROLLER",
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=1",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "group.initial.rebalance.delay.ms=0",
                        "log.dirs=" + directory + "/data"));
        String[] format = {"format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", file.toString()};
        kafka.tools.StorageTool.execute(format, System.err);
        KafkaConfig config = new KafkaConfig(org.apache.kafka.common.utils.Utils.loadProps(file.toString()));
        new KafkaRaftServer(config, Time.SYSTEM).startup();
        return command -> "";
    }
}
