package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UseAfterCloseTest {
    private static final byte[] BODY = {1};

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private MessageQueue closed;

    private interface Use {
        void of(MessageQueue mq) throws Exception;
    }

    @BeforeEach
    void openAndClose() throws Exception {
        closed = queue.open();
        closed.close();
    }

    static Stream<Named<Use>> uses() {
        return Stream.of(
                Named.of("send", mq -> mq.send(BODY, 0)),
                Named.of("send part", mq -> mq.send(BODY, 0, 1, 0)),
                Named.of("send buffer", mq -> mq.send(ByteBuffer.wrap(BODY), 0)),
                Named.of("timed send", mq -> mq.send(BODY, 0, Duration.ofDays(1))),
                Named.of("try send", mq -> mq.trySend(BODY, 0)),
                Named.of("try send buffer", mq -> mq.trySend(ByteBuffer.allocateDirect(1), 0)),
                Named.of("receive", MessageQueue::receive),
                Named.of("timed receive", mq -> mq.receive(Duration.ofDays(1))),
                Named.of("try receive", MessageQueue::tryReceive),
                Named.of("receive into buffer", mq -> mq.receive(ByteBuffer.allocateDirect(64))),
                Named.of("try receive into buffer", mq -> mq.tryReceive(ByteBuffer.allocate(64))),
                Named.of("attributes", MessageQueue::attributes),
                Named.of("depth", MessageQueue::depth),
                Named.of("is unlinked", MessageQueue::isUnlinked),
                Named.of("unlink if current", MessageQueue::unlinkIfCurrent));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void useAfterCloseIsNamedAndTouchesNoDescriptor(Use use) throws Exception {
        // The number that the closed handle had is very likely that of this one now.
        MessageQueue successor = queue.open(queue.anotherName(), TestQueue.create());
        successor.send(BODY, 7);
        ThrowingCallable call = () -> use.of(closed);

        assertThatExceptionOfType(QueueClosedException.class)
                .isThrownBy(call)
                .withMessageContaining(queue.name())
                .withMessageContaining("closed")
                .satisfies(e -> {
                    assertThat(e.errnoName()).isEqualTo("EBADF");
                    assertThat(e.queue()).isEqualTo(queue.name());
                    assertThat(e.remedy()).isNotBlank();
                });
        assertThat(successor.depth()).isEqualTo(1);
        assertThat(successor.receive().priority()).isEqualTo(7);
        assertThat(queue.open(OpenOptions.readWrite()).depth()).isZero();
    }

    @Test
    void whatNeedsNoDescriptorIsStillToldAfterClose() {
        assertThat(closed.name()).isEqualTo(QueueName.of(queue.name()));
        assertThat(closed.wasCreated()).isTrue();
        assertThat(closed.maxMessages()).isEqualTo(TestQueue.MAX_MESSAGES);
        assertThat(closed.maxMessageSize()).isEqualTo(TestQueue.MAX_MESSAGE_SIZE);
        assertThat(closed.toString()).contains(queue.name());
    }

    @Test
    void closingAgainHasNoEffect() throws Exception {
        MessageQueue successor = queue.open(queue.anotherName(), TestQueue.create());

        closed.close();
        closed.close();

        successor.send(BODY, 0);
        assertThat(successor.receive().body()).containsExactly(BODY);
    }

    @Test
    void switchingWaitsAfterCloseHasNoEffect() throws Exception {
        closed.endWaits();
        closed.allowWaits();

        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(closed::tryReceive);
    }

    @Test
    void listenerMayBeSetAfterCloseAndIsNotTold() throws Exception {
        closed.onUnlinked(() -> {
            throw new AssertionError("told");
        });
        closed.close();
    }

    @Test
    void otherHandlesOfTheQueueGoOn() throws Exception {
        MessageQueue first = queue.open();
        MessageQueue second = queue.open();
        first.close();

        second.send(BODY, 0);

        assertThat(second.receive().body()).containsExactly(BODY);
    }

    @Test
    void closeGivesEveryDescriptorBack() throws Exception {
        MessageQueue mq = queue.open(queue.anotherName(), TestQueue.create(1, 8));
        mq.send(BODY, 0);
        BlockedCall<Boolean> send = BlockedCall.start(() -> mq.send(BODY, 0, Duration.ofSeconds(10)))
                .awaitInLine();
        mq.receive();
        send.result();
        mq.receive();
        assertThat(mq.receive(Duration.ofMillis(2))).isNull();
        assertThat(descriptors(mq)).isGreaterThanOrEqualTo(1);

        mq.close();

        assertThat(descriptors(mq)).isZero();
    }

    private static long descriptors(MessageQueue mq) throws Exception {
        try (var links = java.nio.file.Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
            return links.filter(link -> isOf(link, mq)).count();
        }
    }

    private static boolean isOf(java.nio.file.Path link, MessageQueue mq) {
        try {
            return java.nio.file.Files.readSymbolicLink(link)
                    .toString()
                    .contains(mq.name().toString());
        } catch (java.io.IOException goneSince) {
            return false;
        }
    }
}
