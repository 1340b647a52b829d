package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Handles are closed while threads use them, and other threads open files and other queues all the time, which get the
 * numbers that become free. A call on a number that was given back would take their messages, put ours among theirs,
 * write into their files, move their positions or close them.
 */
class CloseUnderLoadTest {
    private static final int ROUNDS = 400;
    private static final byte[] VICTIM = {'v', 'i', 'c', 't', 'i', 'm', '!', '!'};
    private static final byte[] CANARY = {'c', 'a', 'n', 'a', 'r', 'y', '!', '!'};

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger checks = new AtomicInteger();

    @Test
    void noCallTouchesADescriptorNumberAfterItWasGivenBack(@TempDir Path folder) throws Exception {
        String victim = queue.name();
        List<BlockedCall<Void>> bystanders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String own = queue.anotherName();
            Path file = folder.resolve("file" + i);
            bystanders.add(BlockedCall.start(() -> useQueues(own)));
            bystanders.add(BlockedCall.start(() -> useFiles(file)));
        }
        Random random = new Random(1);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                MessageQueue mq = MessageQueue.open(victim, TestQueue.create(1, 8));
                List<BlockedCall<Void>> users = startUsers(mq);
                LockSupport.parkNanos(random.nextInt(4_000_000));
                mq.close();
                for (BlockedCall<Void> user : users) {
                    user.result();
                }
            }
        } finally {
            done.set(true);
        }
        for (BlockedCall<Void> bystander : bystanders) {
            bystander.result();
        }
        assertThat(checks.get()).isGreaterThan(ROUNDS);
    }

    private static List<BlockedCall<Void>> startUsers(MessageQueue mq) {
        ByteBuffer direct = ByteBuffer.allocateDirect(8);
        return List.of(
                useUntilClosed(() -> mq.send(VICTIM, 0, Duration.ofMillis(2))),
                useUntilClosed(() -> {
                    mq.send(VICTIM, 0);
                    return true;
                }),
                useUntilClosed(() -> {
                    LockSupport.parkNanos(500_000);
                    return mq.trySend(VICTIM, 0) && !mq.isUnlinked() && mq.depth() < 2;
                }),
                useUntilClosed(() -> {
                    LockSupport.parkNanos(1_000_000);
                    ReceivedMessage received = mq.receive();
                    assertThat(received.body()).isEqualTo(VICTIM);
                    return received;
                }),
                useUntilClosed(() -> {
                    if (mq.receive(direct.clear(), Duration.ofNanos(300_000)) != MessageQueue.NONE) {
                        byte[] body = new byte[8];
                        direct.flip().get(body);
                        assertThat(body).isEqualTo(VICTIM);
                    }
                    return direct;
                }));
    }

    private static BlockedCall<Void> useUntilClosed(Callable<?> use) {
        return BlockedCall.start(() -> {
            while (true) {
                try {
                    use.call();
                } catch (QueueClosedException e) {
                    return null;
                }
            }
        });
    }

    /** Opens a queue, sends and receives, and closes it, again and again; nothing else may get in or out. */
    private Void useQueues(String own) throws Exception {
        while (!done.get()) {
            try (MessageQueue mq = MessageQueue.open(own, TestQueue.create(2, 8))) {
                mq.send(CANARY, 1);
                LockSupport.parkNanos(20_000);
                assertThat(mq.depth()).isEqualTo(1);
                ReceivedMessage received = mq.tryReceive();
                assertThat(received.body()).isEqualTo(CANARY);
                assertThat(received.priority()).isEqualTo(1);
                assertThat(mq.tryReceive()).isNull();
                checks.incrementAndGet();
            }
        }
        return null;
    }

    /** Writes a file and reads it, again and again; nobody else may write to it, read from it or close it. */
    private Void useFiles(Path path) throws Exception {
        byte[] content = new byte[64];
        Arrays.fill(content, (byte) 'f');
        while (!done.get()) {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(0);
                file.write(content);
                LockSupport.parkNanos(20_000);
                assertThat(file.getFilePointer()).isEqualTo(content.length);
                assertThat(file.length()).isEqualTo(content.length);
                file.seek(0);
                byte[] read = new byte[content.length];
                file.readFully(read);
                assertThat(read).isEqualTo(content);
                checks.incrementAndGet();
            }
        }
        return null;
    }
}
