package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the next journal finds after its predecessor was killed at a chosen moment. */
class JournalRecoveryTest {
    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    @Test
    void messagesOfAKilledProcessComeAgainMarkedAsRedelivered() throws Exception {
        MessageQueue mq = queue.open();
        byte[] binary = {-1, 0, 1, -1};
        mq.send("text".getBytes(UTF_8), 5);
        mq.send(binary, 3);
        mq.send(new byte[0], 0);
        mq.send("not received".getBytes(UTF_8), 0);
        int pid;
        try (Child child =
                JournalChild.of(queue.name(), journals.directory(), "hold", "3").start()) {
            assertThat(child.readLine()).isEqualTo("ready");
            assertThat(child.readLine()).isEqualTo("0 5:74657874");
            assertThat(child.readLine()).isEqualTo("0 3:ff0001ff");
            assertThat(child.readLine()).isEqualTo("0 0:");
            pid = (int) child.pid();
            child.kill();
        }

        Journal journal = journals.open();
        List<Delivery> all = TestJournal.receiveAll(journal, mq);

        assertThat(journals.heard().takenOver).containsExactly(3);
        assertThat(journals.heard().pids).containsExactly(pid);
        assertThat(all).hasSize(4);
        assertThat(all.subList(0, 3))
                .allMatch(each -> each.isRedelivered() && each.redeliveryCount() == 1 && !each.isRecovered());
        assertThat(TestJournal.text(all.get(0))).isEqualTo("text");
        assertThat(all.get(0).message().priority()).isEqualTo(5);
        assertThat(all.get(1).message().body()).isEqualTo(binary);
        assertThat(all.get(1).message().priority()).isEqualTo(3);
        assertThat(all.get(2).message().body()).isEmpty();
        assertThat(TestJournal.text(all.get(3))).isEqualTo("not received");
        assertThat(all.get(3).isRedelivered()).isFalse();
    }

    @Test
    void messageComesAgainAfterAHaltInTheMiddleOfItsDelivery() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "good", "poison", "behind");

        assertThat(JournalChild.of(queue.name(), journals.directory(), "die-of", "poison")
                        .runForLine())
                .isEqualTo("0 0:676f6f64");

        List<Delivery> all = TestJournal.receiveAll(journals.open(), mq);
        assertThat(TestJournal.texts(all)).containsExactly("poison", "behind");
        assertThat(all.get(0).redeliveryCount()).isEqualTo(1);
        assertThat(all.get(1).isRedelivered()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // text, nothing, all fill, binary with fill at its end
        "c3a4206d657373616765, c3a4206d657373616765",
        "'', ''",
        "ffffffffffffffff, ''",
        "00ff00ffff, 00ff00"
    })
    void messageIsRecoveredAfterAKillBetweenTheKernelsCopyAndTheRecord(String sent, String recovered) throws Exception {
        MessageQueue mq = queue.open();
        mq.send(HexFormat.of().parseHex(sent), 11);
        assertThat(JournalChild.of(queue.name(), journals.directory(), "die-after-copy", "1")
                        .run())
                .isEmpty();
        assertThat(mq.depth()).isZero();

        Delivery delivery = TestJournal.receive(journals.open(), mq);

        assertThat(HexFormat.of().formatHex(delivery.message().body())).isEqualTo(recovered);
        assertThat(delivery.message().priority()).isEqualTo(11);
        assertThat(delivery.isRecovered()).isTrue();
        assertThat(delivery.isRedelivered()).isTrue();
        assertThat(delivery.redeliveryCount()).isZero();
    }

    @Test
    void killInMidBatchLeavesWhatWasCopied() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "one", "", "three", "four");
        assertThat(JournalChild.of(queue.name(), journals.directory(), "die-after-copy", "3")
                        .jvm("-Dbatch=10")
                        .run())
                .isEmpty();

        Journal journal = journals.open(journals.options().batch(new BatchLimits(10, 1000, Duration.ZERO)));
        List<Delivery> batches = TestJournal.receiveAll(journal, mq);

        assertThat(batches).hasSize(2);
        assertThat(TestJournal.texts(batches.get(0))).containsExactly("one", "", "three");
        assertThat(batches.get(0).isRecovered()).isTrue();
        assertThat(batches.get(0).isRedelivered()).isTrue();
        assertThat(TestJournal.texts(batches.get(1))).containsExactly("four");
        assertThat(batches.get(1).isRedelivered()).isFalse();
    }

    /** The directory as it would be, had the process been killed before it accounted for the message received next. */
    private Path diedAfterCopy(Journal journal, MessageQueue mq) throws Exception {
        AtomicReference<Path> copy = new AtomicReference<>();
        Journal.afterCopy = () -> copy.set(journals.copyOfTheDead(journals.directory()));
        TestJournal.receive(journal, mq);
        Journal.afterCopy = null;
        return copy.get();
    }

    @Test
    void randomBodiesAreRecoveredUpToTheFillAtTheirEnd() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("randomBodiesAreRecoveredUpToTheFillAtTheirEnd: seed " + seed);
        Random random = new Random(seed);
        MessageQueue mq = queue.open();
        Journal journal = journals.open(journals.options().maxHeld(1));
        for (int i = 0; i < 60; i++) {
            byte[] body = new byte[random.nextInt(TestQueue.MAX_MESSAGE_SIZE + 1)];
            random.nextBytes(body);
            Arrays.fill(body, body.length - random.nextInt(body.length + 1), body.length, (byte) (i % 3 - 1));
            int priority = random.nextInt(MessageQueue.MAX_PRIORITY + 1);
            mq.send(body, priority);
            AtomicReference<Path> copy = new AtomicReference<>();
            Journal.afterCopy = () -> copy.set(journals.copyOfTheDead(journals.directory()));
            TestJournal.receive(journal, mq).release();
            Journal.afterCopy = null;

            try (Journal next = journals.open(journals.options(copy.get()))) {
                Delivery recovered = TestJournal.receive(next, mq);
                int end = body.length;
                while (end > 0 && body[end - 1] == -1) {
                    end--;
                }
                assertThat(recovered.message().body()).as("body %d", i).isEqualTo(Arrays.copyOf(body, end));
                assertThat(recovered.message().priority()).isEqualTo(priority);
                assertThat(recovered.isRecovered()).isTrue();
                recovered.release();
                assertThat(TestJournal.receiveAll(next, mq)).isEmpty();
            }
        }
    }

    @Test
    void slotThatIsUsedAgainHasNothingOfItsLastMessage() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 8192));
        Journal journal = journals.open(journals.options().maxHeld(1), 8192);
        byte[] large = new byte[8192];
        Arrays.fill(large, (byte) 'x');
        mq.send(large, 32767);
        TestJournal.receive(journal, mq).release();
        mq.send("small".getBytes(UTF_8), 0);

        Path copy = diedAfterCopy(journal, mq);

        Delivery recovered = TestJournal.receive(journals.open(journals.options(copy)), mq);
        assertThat(TestJournal.text(recovered)).isEqualTo("small");
        assertThat(recovered.message().priority()).isZero();
    }

    @Test
    void whatTheDeadHeldIsMarkedAlthoughNobodyHadWorkedOnIt() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "one", "two");
        Journal journal = journals.open(journals.options().batch(new BatchLimits(2, 1000, Duration.ZERO)));
        AtomicReference<Path> copy = new AtomicReference<>();
        Journal.afterCopy = () -> copy.set(journals.copyOfTheDead(journals.directory()));
        TestJournal.receive(journal, mq);

        List<Delivery> all = TestJournal.receiveAll(journals.open(journals.options(copy.get())), mq);

        assertThat(TestJournal.texts(all)).containsExactly("one", "two");
        assertThat(all).allMatch(Delivery::isRedelivered);
        assertThat(all.get(0).isRecovered()).isFalse();
        assertThat(all.get(1).isRecovered()).isTrue();
    }

    @Test
    void recoveryIsRememberedFromJournalToJournal() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "a");
        Path copy = diedAfterCopy(journals.open(), mq);
        Journal second = journals.open(journals.options(copy));
        TestJournal.receive(second, mq).redeliver(Duration.ofHours(1));
        second.close();

        Delivery third = TestJournal.receive(journals.open(journals.options(copy)), mq);

        assertThat(third.isRecovered()).isTrue();
        assertThat(third.redeliveryCount()).isEqualTo(1);
        assertThat(third.failures()).isEqualTo(1);
    }

    @Test
    void killWhileADelayRunsLosesNeitherMessageNorCounts() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        TestJournal.receive(journal, mq).redeliver(Duration.ofHours(1));

        Delivery next = TestJournal.receive(journals.openAfterDeath(), mq);

        assertThat(next.failures()).isEqualTo(1);
        assertThat(next.redeliveryCount()).isEqualTo(1);
        assertThat(next.isRedelivered()).isTrue();
    }

    @Test
    void killAfterTheReleaseLeavesNothing() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a", "b");
        TestJournal.receiveAll(journal, mq).forEach(Delivery::release);

        Journal next = journals.openAfterDeath();

        assertThat(next.held()).isZero();
        assertThat(journals.heard().takenOver).isEmpty();
        assertThat(TestJournal.receiveAll(next, mq)).isEmpty();
    }

    @Test
    void killOfTheOneThatTookOverLosesNothing() throws Exception {
        MessageQueue mq = queue.open();
        Journal first = journals.open();
        TestJournal.send(mq, "a", "b", "c");
        TestJournal.receiveAll(first, mq);
        Path copy = journals.copyOfTheDead(journals.directory());
        Journal second = journals.open(journals.options(copy));
        TestJournal.receive(second, mq).release();
        TestJournal.receive(second, mq);

        Journal third = journals.openAfterDeath(journals.options(copy));

        List<Delivery> left = TestJournal.receiveAll(third, mq);
        assertThat(TestJournal.texts(left)).containsExactly("b", "c");
        assertThat(left.get(0).redeliveryCount()).isEqualTo(2);
        assertThat(left.get(1).redeliveryCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void filesOfSeveralDeadAreAllTakenOver(int dead) throws Exception {
        MessageQueue mq = queue.open();
        for (int i = 0; i < dead; i++) {
            Journal journal = journals.open();
            TestJournal.send(mq, "of " + i);
            TestJournal.receive(journal, mq);
        }

        Journal next = journals.openAfterDeath();

        assertThat(journals.heard().takenOver).hasSize(dead).containsOnly(1);
        assertThat(TestJournal.receiveAll(next, mq)).hasSize(dead).allMatch(Delivery::isRedelivered);
    }
}
