package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue that is recreated with another message size while its messages are held. */
class JournalGeometryTest {
    private static final Duration LONG = Duration.ofHours(1);

    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    private MessageQueue recreate(int maxMessageSize) throws Exception {
        MessageQueue.unlink(queue.name());
        return queue.open(TestQueue.create(4, maxMessageSize));
    }

    private static byte[] filled(int length, int value) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) value);
        return body;
    }

    private static List<byte[]> bodies(List<Delivery> deliveries) {
        return deliveries.stream()
                .flatMap(each -> each.messages().stream())
                .map(ReceivedMessage::body)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 63, 64, 65, 1000, 8192})
    void messagesOfBothQueuesAreHeldSideBySide(int newSize) throws Exception {
        MessageQueue old = queue.open();
        Journal journal = journals.open();
        for (int i = 1; i <= 3; i++) {
            old.send(filled(64, i), 0);
        }
        List<Delivery> held = TestJournal.receiveAll(journal, old);
        MessageQueue mq = recreate(newSize);
        mq.send(filled(newSize, 4), 7);
        held.add(TestJournal.receive(journal, mq));
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        assertThat(journal.held()).isEqualTo(4);

        held.get(0).release();
        mq.send(filled(newSize, 5), 7);
        held.set(0, TestJournal.receive(journal, mq));
        held.get(1).redeliver(Duration.ZERO);
        Delivery again = TestJournal.receive(journal, mq);
        assertThat(again.message().body()).isEqualTo(filled(64, 2));

        assertThat(bodies(TestJournal.receiveAll(journals.openAfterDeath(), mq)))
                .containsExactlyInAnyOrder(filled(64, 2), filled(64, 3), filled(newSize, 4), filled(newSize, 5));
        again.release();
        held.get(2).release();
        held.get(3).release();
        held.get(0).release();
        assertThat(journal.held()).isZero();
        assertThat(journals.file()).exists();
        journal.close();
        assertThat(journals.files()).isEmpty();
    }

    @Test
    void oldFileIsRemovedWhenNothingInItIsHeld() throws Exception {
        MessageQueue old = queue.open();
        Journal journal = journals.open();
        old.send(filled(64, 1), 0);
        Delivery held = TestJournal.receive(journal, old);
        Path first = journals.file();
        MessageQueue mq = recreate(128);
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
        assertThat(journals.files()).hasSize(2).contains(first);

        held.release();

        assertThat(first).doesNotExist();
        assertThat(journals.file()).exists();
    }

    @Test
    void closeLeavesBothFilesIfSomethingIsHeldInEach() throws Exception {
        MessageQueue old = queue.open();
        Journal journal = journals.open();
        old.send(filled(64, 1), 0);
        TestJournal.receive(journal, old).putBack();
        Delivery out = TestJournal.receive(journal, old);
        MessageQueue mq = recreate(128);
        mq.send(filled(128, 2), 0);
        TestJournal.receive(journal, mq).putBack();
        out.putBack();

        journal.close();

        assertThat(bodies(TestJournal.receiveAll(journals.open(journals.options(), 128), mq)))
                .containsExactlyInAnyOrder(filled(64, 1), filled(128, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 8192})
    void nextJournalTakesOverWhateverItsOwnSize(int size) throws Exception {
        MessageQueue old = queue.open(TestQueue.create(2, 1000));
        Journal journal = journals.open(journals.options(), 1000);
        old.send(filled(1000, 1), 3);
        old.send(filled(999, 2), 2);
        TestJournal.receiveAll(journal, old).forEach(Delivery::putBack);
        journal.close();
        MessageQueue mq = recreate(size);
        mq.send(filled(size, 3), 0);

        List<Delivery> all = TestJournal.receiveAll(journals.open(journals.options(), size), mq);

        assertThat(bodies(all)).containsExactly(filled(1000, 1), filled(999, 2), filled(size, 3));
    }

    @Test
    void journalThatWasOpenedTooSmallGrows() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 1000));
        Journal journal = journals.open(journals.options(), 10);
        mq.send(filled(1000, 1), 0);

        assertThat(TestJournal.receive(journal, mq).message().body()).isEqualTo(filled(1000, 1));
        assertThat(bodies(TestJournal.receiveAll(journals.openAfterDeath(), mq)))
                .containsExactly(filled(1000, 1));
    }

    @Test
    void readerThatWaitsOnTheOldQueueGoesOnIntoTheNewFile() throws Exception {
        MessageQueue old = queue.open();
        Journal journal = journals.open();
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> journal.receive(old, LONG)).awaitPolling();
        MessageQueue mq = recreate(1000);
        mq.send(filled(1000, 2), 0);
        TestJournal.receive(journal, mq);
        reader.awaitPolling();
        old.send(filled(64, 1), 0);
        reader.result();

        assertThat(bodies(TestJournal.receiveAll(journals.openAfterDeath(), mq)))
                .containsExactlyInAnyOrder(filled(64, 1), filled(1000, 2));
        assertThat(journals.files()).hasSize(1);
    }

    @Test
    void batchesOfBothSizesAreHeldSideBySide() throws Exception {
        JournalOptions batches = journals.options().batch(new BatchLimits(3, 10_000, Duration.ZERO));
        MessageQueue old = queue.open();
        Journal journal = journals.open(batches);
        List<byte[]> sent = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            sent.add(filled(64, i));
            old.send(filled(64, i), 0);
        }
        Delivery first = TestJournal.receive(journal, old);
        MessageQueue mq = recreate(500);
        for (int i = 4; i <= 6; i++) {
            sent.add(filled(500, i));
            mq.send(filled(500, i), 0);
        }
        Delivery second = TestJournal.receive(journal, mq);

        assertThat(bodies(List.of(first, second))).containsExactlyElementsOf(sent);
        List<Delivery> left = TestJournal.receiveAll(journals.openAfterDeath(batches), mq);
        assertThat(left).hasSize(2);
        assertThat(bodies(left)).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void largeMessagesAreHeldByteForByte() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(2, 8192));
        Journal journal = journals.open(journals.options(), 8192);
        mq.send(filled(8192, -1), 0);
        mq.send("small".getBytes(UTF_8), 0);
        TestJournal.receiveAll(journal, mq);

        assertThat(bodies(TestJournal.receiveAll(journals.openAfterDeath(), mq)))
                .containsExactly(filled(8192, -1), "small".getBytes(UTF_8));
    }
}
