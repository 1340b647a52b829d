package io.github.posixmq.example;

import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerBasePlugin;

/** A broker in this JVM with a plugin that interferes with what is sent to it. */
final class PluggedBroker implements AutoCloseable {
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

    private PluggedBroker() {}

    static PluggedBroker start(ActiveMQServerBasePlugin plugin) throws Exception {
        PluggedBroker started = new PluggedBroker();
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setMaxDiskUsage(-1)
                .addAcceptorConfiguration("amqp", "tcp://127.0.0.1:0?protocols=AMQP");
        configuration.registerBrokerPlugin(plugin);
        started.broker.setConfiguration(configuration);
        started.broker.start();
        return started;
    }

    String url() {
        NettyAcceptor acceptor =
                (NettyAcceptor) broker.getActiveMQServer().getRemotingService().getAcceptor("amqp");
        return "amqp://127.0.0.1:" + acceptor.getActualPort();
    }

    @Override
    public void close() {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
