package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ByteBufferTest {
    private static final byte[] BODY = "0123456789".getBytes(UTF_8);

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private MessageQueue mq;

    @BeforeEach
    void open() throws Exception {
        mq = queue.open();
    }

    /** Buffers of every kind, all of which have the body between position and limit and other bytes around it. */
    static Stream<Named<ByteBuffer>> bodies() {
        ByteBuffer direct = filled(ByteBuffer.allocateDirect(30));
        ByteBuffer heap = filled(ByteBuffer.allocate(30));
        ByteBuffer odd = ByteBuffer.allocateDirect(31).position(1).slice();
        return Stream.of(
                Named.of("direct", direct),
                Named.of("heap", heap),
                Named.of("direct, read-only", direct.asReadOnlyBuffer()),
                Named.of("heap, read-only", heap.asReadOnlyBuffer()),
                Named.of("direct, slice", direct.slice()),
                Named.of("heap, slice", heap.slice()),
                Named.of("direct, duplicate", direct.duplicate()),
                Named.of("direct, slice of a slice at an odd address", filled(odd)),
                Named.of(
                        "heap, slice within",
                        heap.duplicate().position(3).slice().position(2).limit(12)),
                Named.of(
                        "direct, slice within",
                        direct.duplicate().position(3).slice().position(2).limit(12)),
                Named.of("wrapped", ByteBuffer.wrap(BODY)));
    }

    private static ByteBuffer filled(ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            buffer.put((byte) '#');
        }
        return buffer.position(5).put(BODY).flip().position(5);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void sendTakesWhatRemainsAndLeavesNothingRemaining(ByteBuffer source) throws Exception {
        ByteBuffer body = source.duplicate();
        int limit = body.limit();

        mq.send(body, 3);

        assertThat(body.position()).isEqualTo(limit);
        assertThat(body.limit()).isEqualTo(limit);
        ReceivedMessage received = mq.tryReceive();
        assertThat(received.body()).isEqualTo(BODY);
        assertThat(received.priority()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void timedAndTrySendTakeWhatRemains(ByteBuffer source) throws Exception {
        assertThat(mq.send(source.duplicate(), 0, Duration.ofSeconds(5))).isTrue();
        assertThat(mq.trySend(source.duplicate(), 0)).isTrue();

        assertThat(mq.tryReceive().body()).isEqualTo(BODY);
        assertThat(mq.tryReceive().body()).isEqualTo(BODY);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodyThatWasNotSentStillRemains(ByteBuffer source) throws Exception {
        MessageQueue full = queue.open(queue.anotherName(), TestQueue.create(1, 10));
        full.send(new byte[1], 0);
        ByteBuffer body = source.duplicate();
        int position = body.position();

        assertThat(full.trySend(body, 0)).isFalse();
        assertThat(full.send(body, 0, Duration.ofMillis(5))).isFalse();
        assertThatExceptionOfType(MessageQueueException.class).isThrownBy(() -> full.send(body, 32768));

        assertThat(body.position()).isEqualTo(position);
        assertThat(body.remaining()).isEqualTo(BODY.length);
    }

    @Test
    void emptyBufferIsAnEmptyMessage() throws Exception {
        mq.send(ByteBuffer.allocateDirect(0), 1);
        mq.send(ByteBuffer.allocate(8).position(8), 1);
        mq.send(ByteBuffer.allocateDirect(8).position(8), 1);

        assertThat(mq.depth()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(mq.tryReceive().body()).isEmpty();
        }
    }

    @Test
    void tooMuchRemainingSendsNothing() throws Exception {
        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> mq.send(ByteBuffer.allocateDirect(65), 0))
                .withMessageContaining("65")
                .withMessageContaining("64");
        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> mq.trySend(ByteBuffer.allocate(65), 0));
        assertThat(mq.depth()).isZero();
        assertThat(mq.trySend(ByteBuffer.allocate(65).position(1), 0)).isTrue();
    }

    /** Buffers of every kind with room for a message of 64 bytes and not one more, after four bytes of something else. */
    static Stream<Named<ByteBuffer>> targets() {
        ByteBuffer direct = ByteBuffer.allocateDirect(70);
        ByteBuffer heap = ByteBuffer.allocate(72);
        return Stream.of(
                Named.of("direct", direct.position(4).limit(68)),
                Named.of("heap", heap.position(4).limit(68)),
                Named.of(
                        "direct, slice",
                        direct.duplicate()
                                .clear()
                                .position(1)
                                .slice()
                                .position(4)
                                .limit(68)),
                Named.of(
                        "heap, slice",
                        heap.duplicate().clear().position(2).slice().position(4).limit(68)));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void receivePutsTheMessageAtThePositionAndAdvancesIt(ByteBuffer target) throws Exception {
        ByteBuffer into = target.duplicate();
        ByteBuffer whole = target.duplicate().clear();
        for (int i = 0; i < whole.capacity(); i++) {
            whole.put(i, (byte) '#');
        }
        mq.send(BODY, 21);

        assertThat(mq.receive(into)).isEqualTo(21);

        assertThat(into.position()).isEqualTo(4 + BODY.length);
        assertThat(into.limit()).isEqualTo(68);
        byte[] received = new byte[BODY.length];
        into.get(4, received);
        assertThat(received).isEqualTo(BODY);
        assertThat(whole.get(3)).isEqualTo((byte) '#');
        assertThat(whole.get(68)).isEqualTo((byte) '#');
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aMessageOfTheGreatestLengthFillsTheBuffer(ByteBuffer target) throws Exception {
        ByteBuffer into = target.duplicate();
        byte[] full = new byte[64];
        java.util.Arrays.fill(full, (byte) 'f');
        mq.send(full, 0);

        assertThat(mq.tryReceive(into)).isZero();

        assertThat(into.hasRemaining()).isFalse();
        byte[] received = new byte[64];
        into.get(4, received);
        assertThat(received).isEqualTo(full);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void anEmptyMessageLeavesThePositionAndTellsItsPriority(ByteBuffer target) throws Exception {
        ByteBuffer into = target.duplicate();
        mq.send(new byte[0], 9);

        assertThat(mq.receive(into, Duration.ofSeconds(5))).isEqualTo(9);

        assertThat(into.position()).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void noMessageIsNoneAndLeavesTheBufferAsItWas(ByteBuffer target) throws Exception {
        ByteBuffer into = target.duplicate();

        assertThat(mq.tryReceive(into)).isEqualTo(MessageQueue.NONE).isNegative();
        assertThat(mq.receive(into, Duration.ofMillis(5))).isEqualTo(MessageQueue.NONE);

        assertThat(into.position()).isEqualTo(4);
        assertThat(into.limit()).isEqualTo(68);
    }

    @Test
    void severalMessagesMayBeReceivedIntoOneBuffer() throws Exception {
        ByteBuffer into = ByteBuffer.allocateDirect(64 + 20);
        mq.send(BODY, 0);
        mq.send(BODY, 0);

        mq.receive(into);
        mq.receive(into);

        assertThat(into.position()).isEqualTo(20);
        byte[] both = new byte[20];
        into.flip().get(both);
        assertThat(new String(both, UTF_8)).isEqualTo("01234567890123456789");
    }

    @Test
    void tooSmallABufferReceivesNothing() throws Exception {
        mq.send(BODY, 0);

        for (ByteBuffer small : new ByteBuffer[] {
            ByteBuffer.allocate(63),
            ByteBuffer.allocateDirect(63),
            ByteBuffer.allocateDirect(100).position(37)
        }) {
            int position = small.position();
            assertThatExceptionOfType(MessageTooLargeException.class)
                    .isThrownBy(() -> mq.receive(small))
                    .withMessageContaining("mq_receive " + queue.name())
                    .withMessageContaining("63")
                    .withMessageContaining("64")
                    .satisfies(e -> assertThat(e.errnoName()).isEqualTo("EMSGSIZE"));
            assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> mq.tryReceive(small));
            assertThatExceptionOfType(MessageTooLargeException.class)
                    .isThrownBy(() -> mq.receive(small, Duration.ofDays(1)));
            assertThat(small.position()).isEqualTo(position);
        }
        assertThat(mq.tryReceive().body()).isEqualTo(BODY);
    }

    @Test
    void readOnlyBufferReceivesNothing() throws Exception {
        mq.send(BODY, 0);

        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> mq.receive(ByteBuffer.allocate(64).asReadOnlyBuffer()));
        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> mq.tryReceive(ByteBuffer.allocateDirect(64).asReadOnlyBuffer()));

        assertThat(mq.tryReceive().body()).isEqualTo(BODY);
    }
}
