package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal that holds as many as it may. */
class JournalRoomTest {
    private static final Duration LONG = Duration.ofHours(1);

    /** Long enough for a busy machine, and shorter than the housekeeper's round for the dead, which wakes readers too. */
    private static final long AT_ONCE = TimeUnit.MILLISECONDS.toNanos(1_500);

    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    private MessageQueue mq;
    private Journal journal;
    private Delivery one;
    private Delivery two;

    @BeforeEach
    void fill() throws Exception {
        mq = queue.open();
        journal = journals.open(journals.options().maxHeld(2));
        TestJournal.send(mq, "one", "two", "three", "four");
        one = TestJournal.receive(journal, mq);
        two = TestJournal.receive(journal, mq);
    }

    /** A reader that waits for room. */
    private BlockedCall<Delivery> reader() {
        return BlockedCall.start(() -> journal.receive(mq, LONG)).awaitParked();
    }

    @Test
    void messageStaysInTheQueueWhileThereIsNoRoom() throws Exception {
        long start = System.nanoTime();

        assertThat(journal.receive(mq, Duration.ofMillis(60))).isNull();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        assertThat(mq.depth()).isEqualTo(2);
        assertThat(journal.held()).isEqualTo(2);
    }

    @Test
    void releaseLetsAReaderInThatWaitsForRoom() throws Exception {
        BlockedCall<Delivery> reader = reader();

        one.release();

        assertThat(TestJournal.text(reader.result())).isEqualTo("three");
        assertThat(journal.held()).isEqualTo(2);
    }

    @Test
    void eachReleaseLetsOneReaderIn() throws Exception {
        BlockedCall<Delivery> first = reader();
        BlockedCall<Delivery> second = reader();

        two.release();
        BlockedCall.awaitTrue("one reader to return", () -> first.isDone() || second.isDone());
        BlockedCall<Delivery> waits = first.isDone() ? second : first;
        waits.awaitParked();
        assertThat(mq.depth()).isEqualTo(1);
        one.release();

        assertThat(List.of(TestJournal.text(first.result()), TestJournal.text(second.result())))
                .containsExactlyInAnyOrder("three", "four");
    }

    @Test
    void fullIsToldOnceUntilOneIsReleased() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        }
        assertThat(journals.heard().full).containsExactly(2);

        one.release();
        TestJournal.receive(journal, mq);
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();

        assertThat(journals.heard().full).containsExactly(2, 2);
    }

    @Test
    void readersThatNeverWaitForRoomAreToldNothing() throws Exception {
        one.release();
        TestJournal.receive(journal, mq).release();
        two.release();

        assertThat(journals.heard().full).isEmpty();
    }

    @Test
    void whatComesAgainIsHandedOutAlthoughThereIsNoRoom() throws Exception {
        one.redeliver(Duration.ZERO);
        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("one");

        two.putBack();
        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("two");
        assertThat(mq.depth()).isEqualTo(2);
    }

    @Test
    void readerThatWaitsForRoomGetsWhatComesAgain() throws Exception {
        BlockedCall<Delivery> reader = reader();

        two.redeliver(Duration.ofMillis(30));

        assertThat(TestJournal.text(reader.result())).isEqualTo("two");
    }

    @Test
    void closeWakesAReaderThatWaitsForRoom() throws Exception {
        BlockedCall<Delivery> reader = reader();

        journal.close();

        assertThat(reader.failure()).isInstanceOf(QueueClosedException.class);
    }

    @Test
    void interruptWakesAReaderThatWaitsForRoom() throws Exception {
        BlockedCall<Delivery> reader = reader();

        reader.interrupt();

        assertThat(reader.failure()).isInstanceOf(WaitEndedException.class);
        assertThat(reader.wasInterruptedAtEnd()).isTrue();
    }

    @Test
    void endOfWaitsWakesThoseThatWaitForRoomUntilWaitsAreAllowed() throws Exception {
        BlockedCall<Delivery> reader = reader();
        journal.endWaits();
        assertThat(reader.failure()).isInstanceOf(WaitEndedException.class);
        assertThatExceptionOfType(WaitEndedException.class).isThrownBy(() -> journal.receive(mq, LONG));
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        journal.allowWaits();

        BlockedCall<Delivery> again = reader();
        one.release();

        assertThat(TestJournal.text(again.result())).isEqualTo("three");
    }

    @Test
    void endOfWaitsStillHandsOutWhatIsThere() throws Exception {
        journal.endWaits();
        one.putBack();
        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("one");

        two.release();

        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("three");
    }

    @Test
    void closeOfTheQueueIsNoticedByAReaderThatGetsRoom() throws Exception {
        MessageQueue another = queue.open();
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> journal.receive(another, LONG)).awaitParked();
        another.close();

        one.release();

        assertThat(reader.failure()).isInstanceOf(QueueClosedException.class);
        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("three");
    }

    @Test
    void errorAtMaxHeldNamesTheForgotten() throws Exception {
        Journal strict = journals.open(journals.options().maxHeld(2).failAtMaxHeld());
        mq.send(new byte[17], 5);
        mq.send(new byte[33], 4);
        Delivery forgotten = TestJournal.receive(strict, mq);
        TestJournal.receive(strict, mq);

        for (Duration timeout : List.of(LONG, Duration.ZERO)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> strict.receive(mq, timeout))
                    .withMessageContaining("17 bytes with priority 5")
                    .withMessageContaining("33 bytes with priority 4")
                    .withMessageContaining(queue.name())
                    .withMessageContaining("maxHeld");
        }
        assertThat(mq.depth()).isEqualTo(2);
        assertThat(strict.held()).isEqualTo(2);
        forgotten.release();
        assertThat(TestJournal.text(TestJournal.receive(strict, mq))).isEqualTo("three");
        assertThatIllegalStateException()
                .isThrownBy(() -> strict.receive(mq, LONG))
                .withMessageNotContaining("17 bytes")
                .withMessageContaining("5 bytes with priority 0");
    }

    @Test
    void whoWaitsForItsRedeliveryIsNotForgotten() throws Exception {
        Journal strict = journals.open(journals.options().maxHeld(1).failAtMaxHeld());
        TestJournal.receive(strict, mq).redeliver(Duration.ofMillis(100));

        assertThat(TestJournal.text(TestJournal.receive(strict, mq))).isEqualTo("three");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readerThatWaitsBehindAnotherHearsWhenThatOneTakesTheLastRoom(boolean fail) throws Exception {
        JournalOptions options = journals.options().maxHeld(1);
        Journal narrow = journals.open(fail ? options.failAtMaxHeld() : options);
        MessageQueue empty = queue.open(queue.anotherName(), TestQueue.create());
        BlockedCall<Delivery> first =
                BlockedCall.start(() -> narrow.receive(empty, LONG)).awaitPolling();
        BlockedCall<Delivery> second =
                BlockedCall.start(() -> narrow.receive(empty, LONG)).awaitParked();

        TestJournal.send(empty, "last");
        assertThat(TestJournal.text(first.result())).isEqualTo("last");
        long start = System.nanoTime();

        if (fail) {
            assertThat(second.failure()).isInstanceOf(IllegalStateException.class);
            assertThat(second.endNanos() - start).as("nanoseconds").isLessThan(AT_ONCE);
        } else {
            BlockedCall.awaitTrue(
                    "the journal to say it is full",
                    () -> !journals.heard().full.isEmpty());
            assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(AT_ONCE);
            narrow.close();
            assertThat(second.failure()).isInstanceOf(QueueClosedException.class);
        }
    }

    @Test
    void moreThanMayBeHeldCanBeTakenOver() throws Exception {
        one.putBack();
        two.putBack();
        journal.close();
        Journal narrow = journals.open(journals.options().maxHeld(1));

        List<Delivery> both = TestJournal.receiveAll(narrow, mq);

        assertThat(TestJournal.texts(both)).containsExactly("one", "two");
        assertThat(narrow.held()).isEqualTo(2);
        both.get(0).release();
        assertThat(narrow.receive(mq, Duration.ZERO)).isNull();
        both.get(1).release();
        assertThat(TestJournal.text(TestJournal.receive(narrow, mq))).isEqualTo("three");
    }

    @Test
    void manyReadersNeverHoldMoreThanMayBeHeld() throws Exception {
        one.release();
        two.release();
        TestJournal.receiveAll(journal, mq).forEach(Delivery::release);
        int count = 2_000;
        BlockedCall<Void> sender = BlockedCall.start(() -> {
            for (int i = 0; i < count; i++) {
                mq.send(Integer.toString(i).getBytes(UTF_8), 0);
            }
            return null;
        });
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<BlockedCall<Integer>> readers = IntStream.range(0, 5)
                .mapToObj(i -> BlockedCall.start(() -> {
                    int received = 0;
                    try (MessageQueue own = queue.open()) {
                        while (seen.size() < count) {
                            Delivery next = journal.receive(own, Duration.ofMillis(50));
                            if (next != null) {
                                received++;
                                most.accumulateAndGet(held.incrementAndGet(), Math::max);
                                seen.add(TestJournal.text(next));
                                held.decrementAndGet();
                                next.release();
                            }
                        }
                    }
                    return received;
                }))
                .toList();

        sender.result();
        int received = 0;
        for (BlockedCall<Integer> reader : readers) {
            received += reader.result();
        }

        assertThat(received).isEqualTo(count);
        assertThat(most.get()).isLessThanOrEqualTo(2);
        assertThat(journal.held()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 65537})
    void maxHeldOutsideItsRangeIsRefused(int maxHeld) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalOptions.defaults().maxHeld(maxHeld))
                .withMessageContaining("maxHeld " + maxHeld)
                .withMessageContaining("1 to 65536");
    }
}
