package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** From receiving to releasing, in one process that ends as it should. */
class JournalHoldTest {
    private static final Duration LONG = Duration.ofHours(1);

    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    /** How a delivery ends. */
    enum End {
        RELEASE {
            @Override
            void of(Delivery delivery) {
                delivery.release();
            }
        },
        REDELIVER {
            @Override
            void of(Delivery delivery) {
                delivery.redeliver(Duration.ZERO);
            }
        },
        PUT_BACK {
            @Override
            void of(Delivery delivery) {
                delivery.putBack();
            }
        },
        QUARANTINE {
            @Override
            void of(Delivery delivery) throws Exception {
                delivery.quarantine("a test");
            }
        };

        abstract void of(Delivery delivery) throws Exception;

        boolean keeps() {
            return this == REDELIVER || this == PUT_BACK;
        }
    }

    @Test
    void receivedMessageIsHeldUntilItIsReleased() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        mq.send("body".getBytes(UTF_8), 7);

        Delivery delivery = TestJournal.receive(journal, mq);

        assertThat(delivery.message().priority()).isEqualTo(7);
        assertThat(TestJournal.texts(delivery)).containsExactly("body");
        assertThat(delivery.isRedelivered()).isFalse();
        assertThat(delivery.isRecovered()).isFalse();
        assertThat(delivery.redeliveryCount()).isZero();
        assertThat(delivery.failures()).isZero();
        assertThat(mq.depth()).isZero();
        assertThat(journal.held()).isEqualTo(1);
        delivery.release();
        assertThat(journal.held()).isZero();
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
    }

    @Test
    void receiveReturnsNullWhenTheTimeIsOver() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        long start = System.nanoTime();

        assertThat(journal.receive(mq, Duration.ofMillis(60))).isNull();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        assertThat(journal.receive(mq, Duration.ofSeconds(-1))).isNull();
        assertThat(journal.held()).isZero();
    }

    @Test
    void highestPriorityIsReceivedFirst() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        mq.send("low".getBytes(UTF_8), 0);
        mq.send("high".getBytes(UTF_8), MessageQueue.MAX_PRIORITY);

        List<Delivery> both = TestJournal.receiveAll(journal, mq);

        assertThat(TestJournal.texts(both)).containsExactly("high", "low");
        assertThat(both.get(0).message().priority()).isEqualTo(MessageQueue.MAX_PRIORITY);
    }

    @Test
    void journalThatClosesEmptyRemovesItsFile() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        assertThat(journals.files()).hasSize(1);
        TestJournal.send(mq, "a", "b");
        TestJournal.receiveAll(journal, mq).forEach(Delivery::release);

        journal.close();

        assertThat(journals.files()).isEmpty();
    }

    @Test
    void whatIsHeldWhenTheJournalClosesComesFromTheNextOne() throws Exception {
        MessageQueue mq = queue.open();
        byte[] body = {0, -1, 13, 10, -128, 127, -1, 0};
        mq.send(body, 32767);
        Journal first = journals.open();
        TestJournal.receive(first, mq).putBack();
        first.close();
        Path left = journals.file();

        Journal second = journals.open();
        Delivery again = TestJournal.receive(second, mq);

        assertThat(again.message().body()).isEqualTo(body);
        assertThat(again.message().priority()).isEqualTo(32767);
        assertThat(again.isRedelivered()).isTrue();
        assertThat(again.redeliveryCount()).isEqualTo(1);
        assertThat(again.isRecovered()).isFalse();
        assertThat(journals.heard().takenOver).containsExactly(1);
        assertThat(second.held()).isEqualTo(1);
        again.release();
        assertThat(left).doesNotExist();
        second.close();
        assertThat(journals.files()).isEmpty();
    }

    @Test
    void onlyWhatIsStillHeldComesFromTheNextJournal() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "a", "b", "c");
        Journal first = journals.open();
        List<Delivery> three = TestJournal.receiveAll(first, mq);
        three.get(1).release();
        three.get(0).putBack();
        three.get(2).putBack();
        first.close();

        assertThat(TestJournal.texts(TestJournal.receiveAll(journals.open(), mq)))
                .containsExactly("a", "c");
    }

    @Test
    void heldMessagesComeAgainOldestFirst() throws Exception {
        MessageQueue mq = queue.open();
        Journal first = journals.open();
        TestJournal.send(mq, "1", "2", "3", "4");
        List<Delivery> held = new ArrayList<>(TestJournal.receiveAll(first, mq));
        held.remove(2).release();
        held.remove(0).release();
        TestJournal.send(mq, "5", "6");
        held.addAll(TestJournal.receiveAll(first, mq));
        Collections.reverse(held);
        held.forEach(Delivery::putBack);
        first.close();

        assertThat(TestJournal.texts(TestJournal.receiveAll(journals.open(), mq)))
                .containsExactly("2", "4", "5", "6");
    }

    @Test
    void whatIsHeldComesBeforeWhatWaits() throws Exception {
        MessageQueue mq = queue.open();
        Journal first = journals.open();
        TestJournal.send(mq, "held");
        TestJournal.receive(first, mq).putBack();
        first.close();
        mq.send("urgent".getBytes(UTF_8), 9);

        assertThat(TestJournal.texts(TestJournal.receiveAll(journals.open(), mq)))
                .containsExactly("held", "urgent");
    }

    @Test
    void journalMayBeOpenedBeforeItsQueueExists() throws Exception {
        Journal journal = journals.open();
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "late");

        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("late");
    }

    @Test
    void anyThreadMayRelease() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        Delivery delivery = TestJournal.receive(journal, mq);

        Thread other = new Thread(delivery::release);
        other.start();
        other.join();

        assertThat(journal.held()).isZero();
        journal.close();
        assertThat(journals.files()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RELEASE, RELEASE", "RELEASE, REDELIVER", "RELEASE, PUT_BACK", "RELEASE, QUARANTINE",
        "REDELIVER, RELEASE", "REDELIVER, REDELIVER", "REDELIVER, PUT_BACK", "REDELIVER, QUARANTINE",
        "PUT_BACK, RELEASE", "PUT_BACK, REDELIVER", "PUT_BACK, PUT_BACK", "PUT_BACK, QUARANTINE",
        "QUARANTINE, RELEASE", "QUARANTINE, REDELIVER", "QUARANTINE, PUT_BACK", "QUARANTINE, QUARANTINE"
    })
    void onlyTheFirstEndOfADeliveryCounts(End first, End second) throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        Delivery delivery = TestJournal.receive(journal, mq);

        first.of(delivery);
        second.of(delivery);

        assertThat(journal.held()).isEqualTo(first.keeps() ? 1 : 0);
        assertThat(journals.heard().quarantined).hasSize(first == End.QUARANTINE ? 1 : 0);
        if (first.keeps()) {
            Delivery again = TestJournal.receive(journal, mq);
            assertThat(again.failures()).isEqualTo(first == End.REDELIVER ? 1 : 0);
            again.release();
        }
        assertThat(journal.receive(mq, Duration.ofMillis(20))).isNull();
        assertThat(journal.held()).isZero();
    }

    @Test
    void lateEndDoesNotTouchTheMessageThatHasTheSlotNow() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open(journals.options().maxHeld(1));
        TestJournal.send(mq, "first");
        Delivery first = TestJournal.receive(journal, mq);
        first.release();
        TestJournal.send(mq, "second");
        Delivery second = TestJournal.receive(journal, mq);

        first.release();
        first.redeliver(Duration.ZERO);
        first.putBack();
        assertThat(first.quarantine("late")).isEmpty();

        assertThat(journal.held()).isEqualTo(1);
        assertThat(TestJournal.text(second)).isEqualTo("second");
        assertThat(TestJournal.text(first)).isEqualTo("first");
        assertThat(TestJournal.texts(TestJournal.receiveAll(journals.openAfterDeath(), mq)))
                .containsExactly("second");
    }

    @Test
    void failedDeliveryComesAgainAfterItsDelay() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        Delivery failed = TestJournal.receive(journal, mq);
        long start = System.nanoTime();

        failed.redeliver(Duration.ofMillis(150));
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        assertThat(journal.held()).isEqualTo(1);
        Delivery again = TestJournal.receive(journal, mq);

        assertThat(System.nanoTime() - start)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(150), TimeUnit.MILLISECONDS.toNanos(2_000));
        assertThat(again.isRedelivered()).isTrue();
        assertThat(again.redeliveryCount()).isEqualTo(1);
        assertThat(again.failures()).isEqualTo(1);
    }

    @Test
    void countsAreKeptPerMessageFromFailureToFailure() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        for (int failures = 0; failures < 5; failures++) {
            Delivery next = TestJournal.receive(journal, mq);
            assertThat(next.failures()).isEqualTo(failures);
            assertThat(next.redeliveryCount()).isEqualTo(failures);
            next.redeliver(Duration.ZERO);
        }
        TestJournal.receive(journal, mq).putBack();
        journal.close();

        Delivery next = TestJournal.receive(journals.open(), mq);

        assertThat(next.failures()).isEqualTo(5);
        assertThat(next.redeliveryCount()).isEqualTo(6);
    }

    @Test
    void delaysRunSideBySide() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "slow", "fast", "never");
        List<Delivery> all = TestJournal.receiveAll(journal, mq);

        all.get(2).redeliver(LONG);
        all.get(0).redeliver(Duration.ofMillis(200));
        all.get(1).redeliver(Duration.ofMillis(50));

        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("fast");
        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("slow");
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        assertThat(journal.held()).isEqualTo(3);
    }

    @Test
    void delayEndsWithTheJournal() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        TestJournal.receive(journal, mq).redeliver(LONG);
        journal.close();

        Delivery again = TestJournal.receive(journals.open(), mq);

        assertThat(TestJournal.text(again)).isEqualTo("a");
        assertThat(again.failures()).isEqualTo(1);
    }

    @Test
    void putBackComesAgainAtOnceAndIsNoFailure() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a", "b");
        TestJournal.receive(journal, mq).putBack();

        Delivery again = journal.receive(mq, Duration.ZERO);

        assertThat(TestJournal.text(again)).isEqualTo("a");
        assertThat(again.isRedelivered()).isTrue();
        assertThat(again.redeliveryCount()).isEqualTo(1);
        assertThat(again.failures()).isZero();
    }

    @Test
    void putBackWithADelayComesAgainAfterItAndIsNoFailure() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        long start = System.nanoTime();
        TestJournal.receive(journal, mq).putBack(Duration.ofMillis(100));

        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        assertThat(journal.held()).isEqualTo(1);
        Delivery again = TestJournal.receive(journal, mq);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(again.redeliveryCount()).isEqualTo(1);
        assertThat(again.failures()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = End.class,
            names = {"REDELIVER", "PUT_BACK"})
    void readerThatWaitsOnTheQueueIsWokenForWhatComesAgain(End end) throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        Delivery delivery = TestJournal.receive(journal, mq);
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();

        end.of(delivery);

        assertThat(TestJournal.text(reader.result())).isEqualTo("a");
    }

    @Test
    void redeliveryWakesEveryReaderAndOnlyOneGetsIt() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        Delivery delivery = TestJournal.receive(journal, mq);
        MessageQueue another = queue.open();
        BlockedCall<Delivery> one =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();
        BlockedCall<Delivery> two =
                BlockedCall.start(() -> journal.receive(another, LONG)).awaitPolling();

        delivery.redeliver(Duration.ofMillis(20));
        BlockedCall.awaitTrue("one reader to return", () -> one.isDone() || two.isDone());
        TestJournal.send(mq, "b");

        assertThat(List.of(TestJournal.text(one.result()), TestJournal.text(two.result())))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(journal.held()).isEqualTo(2);
    }

    @Test
    void closedJournalReceivesNothing() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        journal.close();
        journal.close();

        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> journal.receive(mq, Duration.ZERO));
        assertThat(mq.depth()).isEqualTo(1);
    }

    @Test
    void closedJournalDoesNotHandOutWhatItHas() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        TestJournal.receive(journal, mq).putBack();
        journal.close();

        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> journal.receive(mq, Duration.ZERO));
    }

    @Test
    void closeWakesAReaderThatWaitsOnTheQueue() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();

        journal.close();

        assertThat(reader.failure()).isInstanceOf(QueueClosedException.class);
        assertThat(journals.files()).isEmpty();
    }

    @Test
    void closeOfTheQueueWakesAReaderAndTheJournalGoesOn() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();

        mq.close();

        assertThat(reader.failure()).isInstanceOf(QueueClosedException.class);
        MessageQueue again = queue.open();
        TestJournal.send(again, "a");
        assertThat(TestJournal.text(TestJournal.receive(journal, again))).isEqualTo("a");
    }

    @Test
    void interruptAndEndOfWaitsWakeAReaderThatWaitsOnTheQueue() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        BlockedCall<Delivery> interrupted =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(WaitEndedException.class);
        assertThat(interrupted.wasInterruptedAtEnd()).isTrue();
        BlockedCall<Delivery> ended =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();
        mq.endWaits();
        assertThat(ended.failure()).isInstanceOf(WaitEndedException.class);
        mq.allowWaits();

        TestJournal.send(mq, "a");
        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("a");
    }

    @Test
    void receivesThatFailUseUpNoRoom() throws Exception {
        queue.open();
        Journal journal = journals.open();
        MessageQueue writeOnly = queue.open(OpenOptions.writeOnly());
        MessageQueue closed = queue.open(OpenOptions.readOnly());
        closed.close();
        for (int i = 0; i < 10; i++) {
            assertThatExceptionOfType(MessageQueueException.class)
                    .isThrownBy(() -> journal.receive(writeOnly, Duration.ZERO));
            assertThatExceptionOfType(QueueClosedException.class)
                    .isThrownBy(() -> journal.receive(closed, Duration.ZERO));
        }
        assertThat(journal.held()).isZero();
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "1", "2", "3", "4");

        assertThat(TestJournal.receiveAll(journal, mq)).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void fileStaysLockedAfterCloseUntilTheDeliveryThatIsOutEnds(End end) throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "out", "back");
        Delivery out = TestJournal.receive(journal, mq);
        TestJournal.receive(journal, mq).putBack();
        journal.close();
        Path file = journals.file();
        try (Journal tooEarly = journals.open()) {
            assertThat(tooEarly.receive(mq, Duration.ZERO)).isNull();
            assertThat(tooEarly.held()).isZero();
        }
        assertThat(file).exists();

        end.of(out);

        List<Delivery> left = TestJournal.receiveAll(journals.open(), mq);
        assertThat(TestJournal.texts(left))
                .containsExactlyElementsOf(end.keeps() ? List.of("out", "back") : List.of("back"));
        assertThat(left).allMatch(Delivery::isRedelivered);
    }

    @Test
    void lastReleaseAfterCloseRemovesTheFile() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a", "b");
        List<Delivery> both = TestJournal.receiveAll(journal, mq);
        journal.close();

        both.get(0).release();
        assertThat(journals.files()).hasSize(1);
        both.get(1).release();

        assertThat(journals.files()).isEmpty();
        assertThatCode(() -> both.get(1).release()).doesNotThrowAnyException();
    }

    @Test
    void takenOverFileStaysLockedAfterCloseWhileItsDeliveryIsOut() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "a", "b");
        Journal first = journals.open();
        TestJournal.receiveAll(first, mq).forEach(Delivery::putBack);
        first.close();
        Journal second = journals.open();
        Delivery out = TestJournal.receive(second, mq);
        second.close();
        try (Journal tooEarly = journals.open()) {
            assertThat(tooEarly.held()).isZero();
        }

        out.release();

        assertThat(TestJournal.texts(TestJournal.receiveAll(journals.open(), mq)))
                .containsExactly("b");
    }

    @Test
    void deliveryKeepsItsBodyAfterItsSlotAndFileAreGone() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "kept");
        Delivery delivery = TestJournal.receive(journal, mq);
        delivery.release();
        journal.close();

        assertThat(TestJournal.text(delivery)).isEqualTo("kept");
        assertThat(delivery).hasToString("4 bytes with priority 0");
    }

    @Test
    void journalTooLargeToMapSaysWhatToDo() {
        assertThatExceptionOfType(MessageQueueException.class)
                .isThrownBy(() -> journals.open(journals.options().maxHeld(65536), 1 << 20))
                .withMessageContaining("maxHeld");
        assertThat(journals.files()).isEmpty();
    }

    /** Receives when there is heap for everything but the body. */
    static final class OutOfHeap {
        private OutOfHeap() {}

        public static void main(String[] arguments) throws Exception {
            JournalOptions options = JournalOptions.defaults().directory(Path.of(arguments[1]));
            try (MessageQueue mq = MessageQueue.open(arguments[0], OpenOptions.readWrite());
                    Journal journal = Journal.open(mq.name(), mq.maxMessageSize(), options)) {
                mq.send("warm".getBytes(UTF_8), 0);
                journal.receive(mq, Duration.ZERO).release();
                mq.send(new byte[mq.maxMessageSize()], 5);
                System.out.println(receive(journal, mq));
                Delivery again = journal.receive(mq, Duration.ofSeconds(5));
                System.out.println(again == null ? "nothing" : again.toString());
                if (again != null) {
                    again.release();
                }
            }
        }

        private static String receive(Journal journal, MessageQueue mq) throws MessageQueueException {
            List<byte[]> hog = new ArrayList<>(100_000);
            fill(hog, 8192);
            fill(hog, 4096);
            int oneOfThem = hog.size() - 1;
            fill(hog, 64);
            hog.set(oneOfThem, null);
            try {
                journal.receive(mq, Duration.ZERO).putBack();
                return "received";
            } catch (OutOfMemoryError e) {
                return "no heap, depth " + (hog.isEmpty() ? -1 : clear(hog, mq));
            }
        }

        private static void fill(List<byte[]> hog, int piece) {
            try {
                while (true) {
                    hog.add(new byte[piece]);
                }
            } catch (OutOfMemoryError full) {
                // as intended
            }
        }

        private static int clear(List<byte[]> hog, MessageQueue mq) throws MessageQueueException {
            hog.clear();
            return mq.depth();
        }
    }

    @Test
    void messageForWhoseBodyThereIsNoHeapComesAgain() throws Exception {
        queue.open(TestQueue.create(1, 8192));

        List<String> lines = Child.java(
                        OutOfHeap.class, queue.name(), journals.directory().toString())
                .jvm("-Xmx16m")
                .run();

        assertThat(lines).containsExactly("no heap, depth 0", "8192 bytes with priority 5");
        assertThat(journals.files()).isEmpty();
    }
}
