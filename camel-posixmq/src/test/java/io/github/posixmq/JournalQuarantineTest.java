package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that kill their readers, and those that are sent there on purpose. */
class JournalQuarantineTest {
    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode") & 07777;
    }

    /** Lines of the head, and the body. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(List<String> head, byte[] body) {
        static Content of(Path file) throws IOException {
            byte[] all = Files.readAllBytes(file);
            int end = new String(all, StandardCharsets.ISO_8859_1).indexOf("\n\n");
            return new Content(
                    new String(all, 0, end, UTF_8).lines().toList(), Arrays.copyOfRange(all, end + 2, all.length));
        }

        String value(String name) {
            return head.stream()
                    .filter(line -> line.startsWith(name + ": "))
                    .findFirst()
                    .orElseThrow()
                    .substring(name.length() + 2);
        }
    }

    @Test
    void messageThatKillsThreeProcessesGoesToQuarantineAndTheQueueGoesOn() throws Exception {
        MessageQueue mq = queue.open();
        mq.send("poison".getBytes(UTF_8), 3);
        TestJournal.send(mq, "behind");
        for (int i = 0; i < 3; i++) {
            assertThat(JournalChild.of(queue.name(), journals.directory(), "die-of", "poison")
                            .run())
                    .isEmpty();
        }

        Journal journal = journals.open();

        assertThat(journals.heard().quarantined).hasSize(1);
        assertThat(journals.heard().quarantineReasons)
                .containsExactly("3 6 3 processes died in the middle of its delivery");
        Path file = journals.heard().quarantined.get(0);
        assertThat(file.getParent().getFileName()).hasToString("quarantine");
        assertThat(mode(file)).isEqualTo(0600);
        assertThat(mode(file.getParent())).isEqualTo(0700);
        Content content = Content.of(file);
        assertThat(content.body()).isEqualTo("poison".getBytes(UTF_8));
        assertThat(content.value("queue")).isEqualTo(queue.name());
        assertThat(content.value("priority")).isEqualTo("3");
        assertThat(content.value("length")).isEqualTo("6");
        assertThat(content.value("deliveries")).isEqualTo("3");
        assertThat(content.value("deaths")).isEqualTo("3");
        assertThat(content.value("failures")).isEqualTo("0");
        assertThat(content.value("recovered")).isEqualTo("false");
        assertThat(Instant.parse(content.value("time"))).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(content.value("reason")).isEqualTo("3 processes died in the middle of its delivery");
        assertThat(TestJournal.texts(TestJournal.receiveAll(journal, mq))).containsExactly("behind");
        assertThat(journals.files()).containsExactlyInAnyOrder(file, journals.file());
    }

    /** Deaths in the middle of what the journal hands out first. */
    private Path deaths(int count, MessageQueue mq, JournalOptions options) throws Exception {
        Path current = journals.directory();
        for (int i = 0; i < count; i++) {
            TestJournal.receive(journals.open(options.directory(current)), mq);
            current = journals.copyOfTheDead(current);
        }
        return current;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void fewerDeathsAreOnlyCounted(int deaths) throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "a");
        Path left = deaths(deaths, mq, journals.options());

        Delivery next = TestJournal.receive(journals.open(journals.options(left)), mq);

        assertThat(next.redeliveryCount()).isEqualTo(deaths);
        assertThat(journals.heard().quarantined).isEmpty();
    }

    @Test
    void quarantinedMessageIsNotDeliveredByLaterJournals() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "poison");
        Path left = deaths(3, mq, journals.options());
        try (Journal journal = journals.open(journals.options(left))) {
            assertThat(journals.heard().quarantined).hasSize(1);
            assertThat(journal.held()).isZero();
            assertThat(TestJournal.receiveAll(journal, mq)).isEmpty();
        }

        assertThat(TestJournal.receiveAll(journals.open(journals.options(left)), mq))
                .isEmpty();
        assertThat(journals.heard().quarantined).hasSize(1);
    }

    @Test
    void processesThatDieWhileItOnlyWaitsDoNotCount() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "innocent", "worked on");
        Journal first = journals.open();
        List<Delivery> both = TestJournal.receiveAll(first, mq);
        both.get(0).redeliver(Duration.ofHours(1));
        Path current = journals.copyOfTheDead(journals.directory());
        for (int i = 0; i < 3; i++) {
            Journal journal = journals.open(journals.options(current));
            TestJournal.receive(journal, mq).redeliver(Duration.ofHours(1));
            current = journals.copyOfTheDead(current);
        }

        Journal journal = journals.open(journals.options(current));

        assertThat(journals.heard().quarantined).isEmpty();
        assertThat(TestJournal.texts(TestJournal.receiveAll(journal, mq))).containsExactly("innocent", "worked on");
    }

    @Test
    void endOfAProcessThatHadClosedItsJournalIsNoDeath() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "a");
        Path current = journals.directory();
        for (int i = 0; i < 4; i++) {
            Journal journal = journals.open(journals.options(current));
            assertThat(TestJournal.receive(journal, mq).redeliveryCount()).isEqualTo(i);
            journal.close();
            current = journals.copyOfTheDead(current);
        }

        assertThat(TestJournal.text(TestJournal.receive(journals.open(journals.options(current)), mq)))
                .isEqualTo("a");
        assertThat(journals.heard().quarantined).isEmpty();
    }

    @Test
    void failuresDoNotCountAsDeaths() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        for (int i = 0; i < 10; i++) {
            TestJournal.receive(journal, mq).redeliver(Duration.ZERO);
        }

        Delivery next = TestJournal.receive(journals.openAfterDeath(), mq);

        assertThat(next.failures()).isEqualTo(10);
        assertThat(journals.heard().quarantined).isEmpty();
    }

    @Test
    void onlyThePoisonOfABatchGoesToQuarantine() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "one", "two", "poison", "four");
        List<String> released = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            released.addAll(JournalChild.of(queue.name(), journals.directory(), "die-of", "poison")
                    .jvm("-Dbatch=4")
                    .run());
        }
        // alone before the last try, so that the third death is the poison's only
        assertThat(released).containsExactly("2 0:6f6e65", "2 0:74776f");

        Journal journal = journals.open(journals.options().batch(new BatchLimits(4, 1000, Duration.ZERO)));

        assertThat(journals.heard().quarantineReasons)
                .containsExactly("0 6 3 processes died in the middle of its delivery");
        assertThat(Content.of(journals.heard().quarantined.get(0)).body()).isEqualTo("poison".getBytes(UTF_8));
        Delivery last = TestJournal.receive(journal, mq);
        assertThat(TestJournal.texts(last)).containsExactly("four");
        last.release();
        assertThat(journal.receive(mq, Duration.ZERO)).isNull();
    }

    @Test
    void deliveryCanBeSentToQuarantine() throws Exception {
        MessageQueue mq = queue.open();
        byte[] body = {'\n', '\n', 0, -1, -1};
        mq.send(body, 32767);
        Journal journal = journals.open();
        TestJournal.receive(journal, mq).redeliver(Duration.ZERO);

        List<Path> files = TestJournal.receive(journal, mq).quarantine("it failed\nagain");

        assertThat(files)
                .containsExactlyElementsOf(journals.heard().quarantined)
                .hasSize(1);
        Content content = Content.of(files.get(0));
        assertThat(content.body()).isEqualTo(body);
        assertThat(content.value("length")).isEqualTo("5");
        assertThat(content.value("priority")).isEqualTo("32767");
        assertThat(content.value("deliveries")).isEqualTo("2");
        assertThat(content.value("failures")).isEqualTo("1");
        assertThat(content.value("reason")).isEqualTo("it failed again");
        assertThat(journal.held()).isZero();
        journal.close();
        assertThat(journals.files()).containsExactlyElementsOf(files);
    }

    @Test
    void batchSentToQuarantineMakesAFileOfEachMessage() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "one", "", "three");
        Journal journal = journals.open(journals.options().batch(new BatchLimits(3, 1000, Duration.ZERO)));

        List<Path> files = TestJournal.receive(journal, mq).quarantine("all of it");

        assertThat(files).hasSize(3).doesNotHaveDuplicates();
        List<String> bodies = new ArrayList<>();
        for (Path file : files) {
            bodies.add(new String(Content.of(file).body(), UTF_8));
        }
        assertThat(bodies).containsExactly("one", "", "three");
        assertThat(journal.held()).isZero();
    }

    @Test
    void deliveryThatCannotGoToQuarantineIsKept() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        Path obstacle = Files.writeString(journals.file().resolveSibling("quarantine"), "not a directory");
        Delivery delivery = TestJournal.receive(journal, mq);

        assertThatExceptionOfType(MessageQueueException.class)
                .isThrownBy(() -> delivery.quarantine("a test"))
                .withMessageContaining(obstacle.toString());

        assertThat(journal.held()).isEqualTo(1);
        Files.delete(obstacle);
        Delivery again = TestJournal.receive(journal, mq);
        assertThat(TestJournal.text(again)).isEqualTo("a");
        assertThat(again.quarantine("now it can")).hasSize(1);
    }

    @Test
    void messageOfTheDeadThatCannotGoToQuarantineIsKeptAndHoldsUpNoOther() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "poison", "good");
        Path current = journals.directory();
        Journal first = journals.open();
        TestJournal.receive(first, mq);
        TestJournal.receive(first, mq).putBack();
        for (int i = 0; i < 2; i++) {
            current = journals.copyOfTheDead(current);
            Journal next = journals.open(journals.options(current));
            TestJournal.receive(next, mq);
        }
        Path left = journals.copyOfTheDead(current);
        Path obstacle = Files.writeString(TestJournal.files(left).get(0).resolveSibling("quarantine"), "in the way");

        try (Journal journal = journals.open(journals.options(left))) {
            List<Delivery> others = TestJournal.receiveAll(journal, mq);
            assertThat(TestJournal.texts(others)).containsExactly("good");
            others.forEach(Delivery::putBack);
            assertThat(journals.heard().failed).hasSize(1).allMatch(each -> each.contains(obstacle.toString()));
        }
        Files.delete(obstacle);

        Journal journal = journals.open(journals.options(left));
        assertThat(journals.heard().quarantineReasons)
                .containsExactly("0 6 3 processes died in the middle of its delivery");
        assertThat(TestJournal.texts(TestJournal.receiveAll(journal, mq))).containsExactly("good");
    }
}
