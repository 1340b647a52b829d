package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JournalBatchTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final int PLENTY = 1 << 20;

    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    private Journal open(int messages, int bytes, Duration wait) throws MessageQueueException {
        return journals.open(journals.options().batch(new BatchLimits(messages, bytes, wait)));
    }

    private static byte[] filled(int length, int value) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) value);
        return body;
    }

    @Test
    void batchIsCompleteAtItsNumberOfMessages() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(3, PLENTY, LONG);
        TestJournal.send(mq, "1", "2", "3", "4");

        Delivery batch = TestJournal.receive(journal, mq);

        assertThat(TestJournal.texts(batch)).containsExactly("1", "2", "3");
        assertThat(batch.isRedelivered()).isFalse();
        assertThat(batch).hasToString("a batch of 3 messages");
        assertThat(journal.held()).isEqualTo(1);
        assertThat(mq.depth()).isEqualTo(1);
        batch.release();
        assertThat(journal.held()).isZero();
    }

    @Test
    void batchIsCompleteAtItsNumberOfBytes() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(10, 100, LONG);
        mq.send(filled(64, 1), 0);
        mq.send(filled(35, 2), 0);
        mq.send(filled(64, 3), 0);
        mq.send(filled(64, 4), 0);

        Delivery batch = TestJournal.receive(journal, mq);

        assertThat(batch.messages()).extracting(each -> each.body().length).containsExactly(64, 35, 64);
        assertThat(mq.depth()).isEqualTo(1);
    }

    @Test
    void messageAsLargeAsABatchIsABatch() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(10, 1, LONG);
        mq.send(filled(64, 1), 0);
        mq.send(filled(64, 2), 0);

        assertThat(TestJournal.receive(journal, mq).messages()).hasSize(1);
        assertThat(TestJournal.receive(journal, mq).messages()).hasSize(1);
    }

    @Test
    void batchIsCompleteWhenItsFirstMessageHasWaitedLongEnough() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(10, PLENTY, Duration.ofMillis(150));
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();
        long start = System.nanoTime();

        TestJournal.send(mq, "1");
        BlockedCall.awaitTrue("the first to be taken", () -> depth(mq) == 0);
        TestJournal.send(mq, "2");

        assertThat(TestJournal.texts(reader.result())).containsExactly("1", "2");
        assertThat(reader.endNanos() - start)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(150), TimeUnit.MILLISECONDS.toNanos(2_000));
    }

    private static int depth(MessageQueue mq) {
        try {
            return mq.depth();
        } catch (MessageQueueException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noWaitTakesWhatIsThere() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(10, PLENTY, Duration.ZERO);
        TestJournal.send(mq, "1", "2");

        assertThat(TestJournal.texts(TestJournal.receive(journal, mq))).containsExactly("1", "2");
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        assertThat(journal.held()).isEqualTo(1);
    }

    @Test
    void waitForTheFirstMessageIsTheCallersAndNotTheBatchs() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(10, PLENTY, LONG);

        assertThat(journal.receive(mq, Duration.ofMillis(30))).isNull();
        assertThat(journal.held()).isZero();
    }

    @Test
    void messagesKeepTheOrderInWhichTheyWereReceived() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(10, PLENTY, Duration.ZERO);
        mq.send("low".getBytes(UTF_8), 1);
        mq.send("high".getBytes(UTF_8), 30000);
        mq.send("low too".getBytes(UTF_8), 1);
        mq.send("high too".getBytes(UTF_8), 30000);

        Delivery batch = TestJournal.receive(journal, mq);

        assertThat(TestJournal.texts(batch)).containsExactly("high", "high too", "low", "low too");
        assertThat(batch.messages()).extracting(ReceivedMessage::priority).containsExactly(30000, 30000, 1, 1);
    }

    @Test
    void emptyMessagesAreMessages() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(4, PLENTY, LONG);
        TestJournal.send(mq, "", "", "x", "");

        assertThat(TestJournal.texts(TestJournal.receive(journal, mq))).containsExactly("", "", "x", "");
        assertThat(TestJournal.texts(TestJournal.receive(journals.openAfterDeath(), mq)))
                .containsExactly("");
    }

    @Test
    void regionHasRoomForEveryMixOfLengthsWithinTheLimits() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(40, 200, Duration.ofSeconds(5));
        List<byte[]> sent = new ArrayList<>();
        // what wastes most: bodies of one byte, each in a record of its own, then one as large as may be
        for (int i = 0; i < 39; i++) {
            sent.add(filled(i == 38 ? 64 : 1 + i % 8, i));
        }
        sent.add(filled(64, 99));
        BlockedCall<Void> sender = BlockedCall.start(() -> {
            for (byte[] body : sent) {
                mq.send(body, 0);
            }
            return null;
        });

        Delivery batch = TestJournal.receive(journal, mq);
        sender.result();

        int expected = 0;
        for (int bytes = 0; expected < 40 && bytes < 200; expected++) {
            bytes += sent.get(expected).length;
        }
        assertThat(batch.messages()).hasSize(expected);
        for (int i = 0; i < expected; i++) {
            assertThat(batch.messages().get(i).body()).isEqualTo(sent.get(i));
        }
    }

    @Test
    void batchOfVeryManyMessagesIsReleasedLikeAnyOther() throws Exception {
        int count = 50_000;
        MessageQueue mq = queue.open(TestQueue.create(10, 8));
        Journal journal = journals.open(
                journals.options().maxHeld(1).batch(new BatchLimits(count, PLENTY, Duration.ofSeconds(60))), 8);
        BlockedCall<Void> sender = BlockedCall.start(() -> {
            for (int i = 0; i < count; i++) {
                mq.send(new byte[i % 3], 0);
            }
            return null;
        });

        Delivery batch = TestJournal.receive(journal, mq);
        sender.result();

        assertThat(batch.messages()).hasSize(count);
        batch.release();
        assertThat(journal.held()).isZero();
        assertThat(TestJournal.receiveAll(journals.openAfterDeath(), mq)).isEmpty();
        journal.close();
        assertThat(journals.files()).isEmpty();
    }

    @Test
    void batchesDoNotTouchEachOther() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(10, 64));
        Journal journal = open(5, PLENTY, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            mq.send(filled(64, i), i);
        }
        Delivery first = TestJournal.receive(journal, mq);
        Delivery second = TestJournal.receive(journal, mq);
        first.release();
        for (int i = 20; i < 25; i++) {
            mq.send(filled(64, i), 0);
        }
        TestJournal.receive(journal, mq);

        List<Delivery> left = TestJournal.receiveAll(
                journals.openAfterDeath(journals.options().batch(new BatchLimits(5, PLENTY, Duration.ZERO))), mq);

        assertThat(left).hasSize(2);
        assertThat(left.get(0).messages())
                .extracting(each -> (int) each.body()[63])
                .containsExactly(4, 3, 2, 1, 0);
        assertThat(left.get(1).messages())
                .extracting(each -> (int) each.body()[63])
                .containsExactly(20, 21, 22, 23, 24);
        assertThat(second.messages()).hasSize(5);
    }

    @Test
    void batchComesAgainAsAWhole() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(3, PLENTY, Duration.ZERO);
        TestJournal.send(mq, "1", "2", "3", "4");
        TestJournal.receive(journal, mq).redeliver(Duration.ofMillis(20));
        TestJournal.receive(journal, mq).release();

        Delivery again = TestJournal.receive(journal, mq);

        assertThat(TestJournal.texts(again)).containsExactly("1", "2", "3");
        assertThat(again.failures()).isEqualTo(1);
        assertThat(again.isRedelivered()).isTrue();
        again.putBack();
        assertThat(TestJournal.texts(TestJournal.receive(journal, mq))).containsExactly("1", "2", "3");
    }

    @Test
    void batchOfTheDeadIsABatchOfItsOwn() throws Exception {
        MessageQueue mq = queue.open();
        JournalOptions batches = journals.options().batch(new BatchLimits(3, PLENTY, Duration.ZERO));
        Journal journal = journals.open(batches);
        TestJournal.send(mq, "1", "2");
        TestJournal.receive(journal, mq);
        TestJournal.send(mq, "3", "4");

        List<Delivery> all = TestJournal.receiveAll(journals.openAfterDeath(batches), mq);

        assertThat(all).hasSize(2);
        assertThat(TestJournal.texts(all.get(0))).containsExactly("1", "2");
        assertThat(all.get(0).isRedelivered()).isTrue();
        assertThat(TestJournal.texts(all.get(1))).containsExactly("3", "4");
        assertThat(all.get(1).isRedelivered()).isFalse();
    }

    @Test
    void batchOfTheDeadComesOneByOneWithoutBatches() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(3, PLENTY, Duration.ZERO);
        TestJournal.send(mq, "1", "2", "3");
        TestJournal.receive(journal, mq);

        Journal single = journals.openAfterDeath();

        List<Delivery> all = TestJournal.receiveAll(single, mq);
        assertThat(all).hasSize(3).allMatch(Delivery::isRedelivered);
        assertThat(TestJournal.texts(all)).containsExactly("1", "2", "3");
        all.get(0).release();
        all.get(2).release();
        all.get(1).putBack();
        assertThat(TestJournal.text(TestJournal.receive(single, mq))).isEqualTo("2");
    }

    @Test
    void whatWasCollectedIsDeliveredWhenTheJournalCloses() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(3, PLENTY, LONG);
        TestJournal.send(mq, "1", "2");
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();

        journal.close();

        Delivery batch = reader.result();
        assertThat(TestJournal.texts(batch)).containsExactly("1", "2");
        batch.release();
        assertThat(journals.files()).isEmpty();
    }

    @Test
    void whatWasCollectedIsDeliveredWhenWaitsEndOrTheThreadIsInterrupted() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(3, PLENTY, LONG);
        TestJournal.send(mq, "1");
        BlockedCall<Delivery> ended =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();
        mq.endWaits();
        assertThat(TestJournal.texts(ended.result())).containsExactly("1");
        mq.allowWaits();

        TestJournal.send(mq, "2");
        BlockedCall<Delivery> interrupted =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();
        interrupted.interrupt();
        assertThat(TestJournal.texts(interrupted.result())).containsExactly("2");
        assertThat(interrupted.wasInterruptedAtEnd()).isTrue();
    }

    @Test
    void whatWasCollectedIsDeliveredWhenTheQueueIsClosed() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = open(3, PLENTY, LONG);
        TestJournal.send(mq, "1", "2");
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();

        mq.close();

        assertThat(TestJournal.texts(reader.result())).containsExactly("1", "2");
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchLimits(0, 1, Duration.ZERO))
                .withMessageContaining("batchSize 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchLimits(1, 0, Duration.ZERO))
                .withMessageContaining("batchBytes 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchLimits(1, 1, Duration.ofNanos(-1)))
                .withMessageContaining("batchTimeout");
    }
}
