package io.github.posixmq.example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * ActiveMQ Artemis in this JVM, which speaks AMQP 1.0 on the loopback interface to whoever asks and keeps messages in
 * memory only. When they take more than {@value #MAX_BYTES} bytes, senders wait.
 */
final class EmbeddedBroker implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ACCEPTOR = "amqp";
    private static final long MAX_BYTES = 64L << 20;

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

    private EmbeddedBroker() {}

    /**
     * Starts it.
     *
     * @param port TCP port, 0 for any free one
     * @throws IOException if the port is not free
     */
    static EmbeddedBroker start(int port) throws Exception {
        requireFree(port);
        EmbeddedBroker started = new EmbeddedBroker();
        started.broker.setConfiguration(configuration(port));
        started.broker.start();
        return started;
    }

    /** Artemis only logs that it has no port, and goes on without. */
    private static void requireFree(int port) throws IOException {
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        } catch (IOException e) {
            throw new IOException(
                    "The broker cannot have port " + port + " of " + LOOPBACK + ": " + e.getMessage()
                            + ". Give another --port, or none for any free one.",
                    e);
        }
    }

    private static Configuration configuration(int port) throws Exception {
        SimpleString undelivered = SimpleString.of("undelivered");
        return new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                // Nothing is written to disk, so a full one is no reason to stop.
                .setMaxDiskUsage(-1)
                .addAcceptorConfiguration(ACCEPTOR, "tcp://" + LOOPBACK + ":" + port + "?protocols=AMQP")
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK)
                                .setMaxSizeBytes(MAX_BYTES)
                                .setAutoDeleteQueues(false)
                                .setAutoDeleteAddresses(false)
                                .setDeadLetterAddress(undelivered)
                                .setAutoCreateDeadLetterResources(true)
                                .setExpiryAddress(undelivered)
                                .setAutoCreateExpiryResources(true));
    }

    /** Where clients find it. */
    String url() {
        NettyAcceptor acceptor =
                (NettyAcceptor) broker.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR);
        return "amqp://" + LOOPBACK + ":" + acceptor.getActualPort();
    }

    /** How many messages of the queue are there and not acknowledged, the ones being delivered included. */
    long waiting(String queueName) {
        Queue queue = find(queueName);
        return queue == null ? 0 : queue.getMessageCount();
    }

    /** How many messages the queue has taken so far. */
    long taken(String queueName) {
        Queue queue = find(queueName);
        return queue == null ? 0 : queue.getMessagesAdded();
    }

    /** Whether somebody takes messages from the queue. */
    boolean isRead(String queueName) {
        Queue queue = find(queueName);
        return queue != null && queue.getConsumerCount() > 0;
    }

    private Queue find(String queueName) {
        return broker.getActiveMQServer().locateQueue(SimpleString.of(queueName));
    }

    @Override
    public void close() {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The broker in this process did not stop: " + e.getMessage(), e);
        }
    }
}
