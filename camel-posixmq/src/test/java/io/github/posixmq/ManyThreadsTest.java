package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManyThreadsTest {
    private static final int LAST = -1;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @ParameterizedTest
    @CsvSource({"1,1,20000", "8,1,2000", "1,8,10000", "4,4,4000", "10,10,1000"})
    void sendersAndReceiversOfOneHandleLoseAndInventNothingAndKeepTheOrderOfEachSender(
            int senders, int receivers, int messages) throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(4, 16));
        List<BlockedCall<List<int[]>>> receiving = new ArrayList<>();
        for (int i = 0; i < receivers; i++) {
            boolean buffer = i % 2 == 0;
            receiving.add(BlockedCall.start(() -> receive(mq, buffer)));
        }
        List<BlockedCall<Void>> sending = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            int sender = i;
            sending.add(BlockedCall.start(() -> send(mq, sender, messages)));
        }
        for (BlockedCall<Void> sender : sending) {
            sender.result();
        }
        for (int i = 0; i < receivers; i++) {
            mq.send(body(LAST, 0), 0);
        }

        int[][] counts = new int[senders][messages];
        for (BlockedCall<List<int[]>> receiver : receiving) {
            int[] before = new int[senders];
            Arrays.fill(before, -1);
            for (int[] message : receiver.result()) {
                counts[message[0]][message[1]]++;
                assertThat(message[1]).isGreaterThan(before[message[0]]);
                before[message[0]] = message[1];
            }
        }
        int[] once = new int[messages];
        Arrays.fill(once, 1);
        for (int[] ofSender : counts) {
            assertThat(ofSender).isEqualTo(once);
        }
        assertThat(mq.depth()).isZero();
    }

    private static byte[] body(int sender, int number) {
        return ByteBuffer.allocate(16)
                .putInt(sender)
                .putInt(number)
                .putInt(~sender)
                .putInt(~number)
                .array();
    }

    private static Void send(MessageQueue mq, int sender, int messages) throws MessageQueueException {
        ByteBuffer direct = ByteBuffer.allocateDirect(16);
        for (int i = 0; i < messages; i++) {
            byte[] body = body(sender, i);
            switch (i % 4) {
                case 0 -> mq.send(body, 0);
                case 1 -> mq.send(direct.clear().put(body).flip(), 0);
                case 2 -> assertThat(mq.send(body, 0, Duration.ofMinutes(1))).isTrue();
                default -> {
                    if (!mq.trySend(body, 0)) {
                        mq.send(body, 0, 16, 0);
                    }
                }
            }
        }
        return null;
    }

    private static List<int[]> receive(MessageQueue mq, boolean buffer) throws MessageQueueException {
        List<int[]> received = new ArrayList<>();
        ByteBuffer direct = ByteBuffer.allocateDirect(16);
        while (true) {
            ByteBuffer body;
            if (buffer) {
                assertThat(mq.receive(direct.clear())).isZero();
                body = direct.flip();
            } else {
                body = ByteBuffer.wrap(mq.receive().body());
            }
            int sender = body.getInt();
            int number = body.getInt();
            assertThat(body.getInt()).isEqualTo(~sender);
            assertThat(body.getInt()).isEqualTo(~number);
            if (sender == LAST) {
                return received;
            }
            received.add(new int[] {sender, number});
        }
    }
}
