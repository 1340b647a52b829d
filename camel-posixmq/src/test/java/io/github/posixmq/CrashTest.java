package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a process leaves behind that is killed in the middle of a wait. */
class CrashTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    /** Waits for a message, after it has said with which thread. */
    static final class Receiver {
        private Receiver() {}

        public static void main(String[] arguments) throws Exception {
            try (MessageQueue mq = MessageQueue.open(arguments[0], OpenOptions.readOnly())) {
                System.out.println(Child.tid());
                System.out.println(new String(mq.receive().body(), UTF_8));
            }
        }
    }

    /** Waits for room, after it has said with which thread. */
    static final class Sender {
        private Sender() {}

        public static void main(String[] arguments) throws Exception {
            try (MessageQueue mq = MessageQueue.open(arguments[0], OpenOptions.writeOnly())) {
                System.out.println(Child.tid());
                mq.send("of the dead".getBytes(UTF_8), 0);
                System.out.println("sent");
            }
        }
    }

    private static void awaitWait(Child child, String function) throws Exception {
        String folder = "/proc/" + child.pid() + "/task/" + child.readLine();
        BlockedCall.awaitTrue(
                "the child to wait", () -> BlockedCall.kernelFunction(folder).contains(function));
    }

    @Tag("slow")
    @Test
    void noMessageIsLostToAReceiverThatIsKilledWhileItWaits() throws Exception {
        MessageQueue mq = queue.open();
        for (int i = 0; i < 20; i++) {
            try (Child receiver = Child.java(Receiver.class, queue.name()).start()) {
                awaitWait(receiver, "poll");

                String body = "message " + i;
                String pid = Long.toString(receiver.pid());
                assertThat(Child.peer("kill-then-send", pid, queue.name(), body).runForLine())
                        .isEqualTo("sent");

                ReceivedMessage kept = mq.receive(Duration.ofSeconds(5));
                assertThat(kept).as("message %d", i).isNotNull();
                assertThat(new String(kept.body(), UTF_8)).isEqualTo(body);
            }
        }
    }

    @Test
    void senderThatIsKilledInLineHasSentNothingAndBlocksNobody() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 16));
        mq.send("first".getBytes(UTF_8), 0);
        try (Child sender = Child.java(Sender.class, queue.name()).start()) {
            awaitWait(sender, "wq_sleep");
            sender.kill();
        }
        BlockedCall<Void> next = BlockedCall.send(mq, "second".getBytes(UTF_8)).awaitInLine();

        assertThat(mq.receive().body()).isEqualTo("first".getBytes(UTF_8));
        next.result();
        assertThat(mq.receive().body()).isEqualTo("second".getBytes(UTF_8));
        assertThat(mq.tryReceive()).isNull();
    }
}
