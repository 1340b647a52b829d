package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.HeldMessages;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.QueueName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code --serve} with a broker that refuses messages, or takes them and cannot say so any more. */
class ConfirmationTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private Child bridgeTo(String url) throws IOException {
        return Child.bridge("--serve", "--queue", queue.name(), "--broker", url);
    }

    private static void send(MessageQueue sender, String... bodies) throws IOException {
        for (String body : bodies) {
            sender.send(body.getBytes(StandardCharsets.UTF_8), 4);
        }
    }

    private int held() throws IOException {
        return HeldMessages.in(null).list(QueueName.of(queue.name())).size();
    }

    /** The URL asks for sends without confirmation, with which the bridge would take a refused message for sent. */
    @Test
    void whatTheBrokerRefusesIsSentAgain() throws Exception {
        Refusals refusals = new Refusals(3);
        try (PluggedBroker broker = PluggedBroker.start(refusals);
                MessageQueue sender = queue.open();
                Child bridge = bridgeTo(broker.url() + "?jms.forceAsyncSend=true")) {
            send(sender, "1", "2", "3");
            assertThat(Arrivals.at(broker.url(), 3)).containsExactly("1, redelivered", "2", "3");
            assertThat(refusals.left).hasValueLessThan(1);
            bridge.terminate();
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(128 + 15);
            assertThat(held()).isZero();
        }
    }

    @Test
    void whatTheBrokerTookFromABridgeThatDiedComesTwiceAndIsMarked() throws Exception {
        KillAfterFirst kill = new KillAfterFirst();
        try (PluggedBroker broker = PluggedBroker.start(kill);
                MessageQueue sender = queue.open()) {
            try (Child bridge = bridgeTo(broker.url())) {
                kill.victim.complete(bridge);
                send(sender, "1", "2");
                assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(128 + 9);
            }
            assertThat(held()).isEqualTo(1);
            try (Child bridge = bridgeTo(broker.url())) {
                assertThat(Arrivals.at(broker.url(), 3)).containsExactly("1", "1, redelivered", "2");
                bridge.terminate();
                assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(128 + 15);
            }
            assertThat(held()).isZero();
        }
    }

    /** Has no room for the first messages. */
    private static final class Refusals implements ActiveMQServerMessagePlugin {
        private final AtomicInteger left;

        Refusals(int count) {
            left = new AtomicInteger(count);
        }

        @Override
        public void beforeSend(
                ServerSession session,
                Transaction transaction,
                Message message,
                boolean direct,
                boolean noAutoCreateQueue)
                throws ActiveMQException {
            if (left.getAndDecrement() > 0) {
                throw new ActiveMQIOErrorException("no room");
            }
        }
    }

    /** Kills the sender of the first message once that is in its queue, and before the confirmation goes out. */
    private static final class KillAfterFirst implements ActiveMQServerMessagePlugin {
        private final CompletableFuture<Child> victim = new CompletableFuture<>();
        private final AtomicInteger sent = new AtomicInteger();

        @Override
        public void afterSend(
                ServerSession session,
                Transaction transaction,
                Message message,
                boolean direct,
                boolean noAutoCreateQueue,
                RoutingStatus result) {
            if (sent.incrementAndGet() == 1) {
                victim.join().close();
            }
        }
    }
}
