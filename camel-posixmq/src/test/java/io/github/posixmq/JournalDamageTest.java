package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in the journal's directory that are not what a dead owner left. */
class JournalDamageTest {
    private static final String BODY = "the body of the only message";

    // where things are in a file of version 1
    private static final int AT_VERSION = 8;
    private static final int AT_MAX_MESSAGE_SIZE = 20;
    private static final int END_OF_CHECKED = 288;
    private static final int FILE_HEADER = 4096;
    private static final int RECORD_HEADER = 32;

    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    private MessageQueue mq;
    private Path left;
    private Path file;

    /** A file of a dead owner with one message. */
    @BeforeEach
    void die() throws Exception {
        mq = queue.open();
        Journal dead = journals.open();
        TestJournal.send(mq, BODY);
        TestJournal.receive(dead, mq);
        left = journals.copyOfTheDead(journals.directory());
        file = TestJournal.onlyJournal(left);
    }

    private interface Damage {
        void to(ByteBuffer bytes);
    }

    private void damage(Damage damage) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        damage.to(bytes);
        Files.write(file, bytes.array());
    }

    private int recordOf(String body) throws IOException {
        String all = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int at = all.indexOf(body, FILE_HEADER);
        assertThat(at).as("where the body is").isGreaterThan(FILE_HEADER);
        return at - RECORD_HEADER;
    }

    private void assertSetAside(String reason) throws Exception {
        byte[] before = Files.readAllBytes(file);
        try (Journal journal = journals.open(journals.options(left))) {
            assertThat(journal.held()).isZero();
            assertThat(journal.receive(mq, Duration.ZERO)).isNull();
            assertThat(journals.heard().setAside).hasSize(1);
            assertThat(journals.heard().setAsideReasons.get(0)).contains(reason);
            assertThat(journals.heard().takenOver).isEmpty();
        }
        assertThat(file).doesNotExist();
        Path aside = journals.heard().setAside.get(0);
        assertThat(aside).hasSameBinaryContentAs(Files.write(left.resolve("before"), before));

        journals.open(journals.options(left));
        assertThat(journals.heard().setAside).as("told once").hasSize(1);
        assertThat(aside).exists();
    }

    @Test
    void fileIsTakenOverIfNothingIsWrong() throws Exception {
        assertThat(TestJournal.texts(TestJournal.receiveAll(journals.open(journals.options(left)), mq)))
                .containsExactly(BODY);
        assertThat(journals.heard().setAside).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, -1})
    void tornFileIsSetAside(int length) throws Exception {
        byte[] all = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(all, length < 0 ? all.length + length : length));

        assertSetAside("bytes");
    }

    @Test
    void fileWithMoreThanItShouldHaveIsSetAside() throws Exception {
        byte[] all = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(all, all.length + 64));

        assertSetAside("bytes");
    }

    @Test
    void foreignFileIsSetAside() throws Exception {
        byte[] foreign = new byte[10_000];
        new Random(1).nextBytes(foreign);
        Files.write(file, foreign);

        assertSetAside("does not begin like a journal");
    }

    @Test
    void newerVersionIsSetAside() throws Exception {
        damage(bytes -> bytes.putInt(AT_VERSION, 2));

        assertSetAside("version 2");
    }

    @Test
    void damagedHeaderIsSetAside() throws Exception {
        damage(bytes -> bytes.putInt(AT_MAX_MESSAGE_SIZE, 63));

        assertSetAside("header is damaged");
    }

    @Test
    void everyDamagedByteOfTheHeaderIsNoticed() throws Exception {
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < END_OF_CHECKED; at++) {
            journals.heard().setAside.clear();
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file, bad);
            try (Journal journal = journals.open(journals.options(left))) {
                assertThat(journal.held()).as("byte %d", at).isZero();
            }
            assertThat(journals.heard().setAside).as("byte %d", at).hasSize(1);
            Files.delete(journals.heard().setAside.get(0));
        }
    }

    @Test
    void fileOfAnotherQueueUnderThisOnesNameIsSetAside() throws Exception {
        String other = queue.anotherName();
        Path elsewhere = journals.anotherDirectory();
        try (Journal journal = Journal.open(QueueName.of(other), 64, journals.options(elsewhere))) {
            assertThat(journal.held()).isZero();
            Files.copy(TestJournal.onlyJournal(elsewhere), file, StandardCopyOption.REPLACE_EXISTING);
        }

        assertSetAside(other);
    }

    @ParameterizedTest
    @CsvSource({
        // offset in the record's header, value
        "0, 0", // state: none that is ever written, as of a page that was never written
        "0, 4",
        "0, 77",
        "4, -1", // length
        "4, -32",
        "4, 65",
        "4, 2147483647",
        "8, -1", // priority
        "8, 32768",
        "8, -2147483648",
        "12, -5", // deliveries
        "16, -5" // failures
    })
    void damagedRecordIsSetAside(int offset, int value) throws Exception {
        int record = recordOf(BODY);
        damage(bytes -> bytes.putInt(record + offset, value));

        try (Journal journal = journals.open(journals.options(left))) {
            assertThat(TestJournal.texts(TestJournal.receiveAll(journal, mq))).isEmpty();
            assertThat(journal.held()).isZero();
        }

        assertThat(journals.heard().setAside).hasSize(1);
        assertThat(journals.heard().setAsideReasons.get(0)).contains("damaged");
        assertThat(new String(Files.readAllBytes(journals.heard().setAside.get(0)), UTF_8))
                .contains(BODY);
    }

    @Test
    void pageThatWasLostIsNotTakenForNothing() throws Exception {
        damage(bytes -> bytes.put(FILE_HEADER, new byte[bytes.capacity() - FILE_HEADER]));

        try (Journal journal = journals.open(journals.options(left))) {
            assertThat(journal.held()).isZero();
        }

        assertThat(journals.heard().setAside).hasSize(1).allMatch(Files::exists);
    }

    @Test
    void damagedFileDoesNotKeepOthersFromBeingTakenOver() throws Exception {
        Path good = file.resolveSibling(file.getFileName().toString().replace(".held", "z.held"));
        Files.copy(file, good);
        Files.copy(file, file.resolveSibling(file.getFileName().toString().replace(".held", "a.held")));
        Files.write(file, new byte[100]);

        Journal journal = journals.open(journals.options(left));

        assertThat(TestJournal.texts(TestJournal.receiveAll(journal, mq))).containsExactly(BODY, BODY);
        assertThat(journals.heard().setAside).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "link", "dangling link", "pipe"})
    void entryThatIsNoFileHoldsUpNothing(String kind) throws Exception {
        Path entry = file.resolveSibling(file.getFileName().toString().replace(".held", "x.held"));
        Path target = Files.writeString(left.resolve("target"), "of the link");
        switch (kind) {
            case "directory" -> Files.createDirectory(entry);
            case "link" -> Files.createSymbolicLink(entry, target);
            case "dangling link" -> Files.createSymbolicLink(entry, left.resolve("nothing"));
            default -> {
                TestQueue.require(
                        new ProcessBuilder("mkfifo", entry.toString()).start().waitFor() == 0, "there is no mkfifo");
            }
        }

        Journal journal = journals.open(journals.options(left));

        assertThat(TestJournal.texts(TestJournal.receiveAll(journal, mq))).containsExactly(BODY);
        assertThat(target).hasContent("of the link");
        assertThat(left.resolve("nothing")).doesNotExist();
    }

    @Test
    void filesOfOtherQueuesAreLeftAlone() throws Exception {
        String other = queue.anotherName();
        Path unreadable = file.resolveSibling(JournalDirectory.prefix(QueueName.of(other)) + "1.a.1.held");
        Path temporary = file.resolveSibling(JournalDirectory.prefix(QueueName.of(other)) + "1.a.1.new");
        Path foreign = file.resolveSibling("notes.held");
        for (Path each : List.of(unreadable, temporary, foreign)) {
            Files.writeString(each, "not a journal");
        }

        journals.open(journals.options(left));

        assertThat(List.of(unreadable, temporary, foreign))
                .allSatisfy(each -> assertThat(each).hasContent("not a journal"));
        assertThat(journals.heard().setAside).isEmpty();
    }

    private Path temporary() throws IOException {
        Path made = file.resolveSibling(JournalDirectory.prefix(QueueName.of(queue.name())) + "1.a.1.new");
        return Files.createFile(
                made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @Test
    void unfinishedFileOfADeadCreatorIsRemoved() throws Exception {
        Path temporary = temporary();

        journals.open(journals.options(left));

        assertThat(temporary).doesNotExist();
    }

    @Test
    void unfinishedFileOfALivingCreatorIsLeftAlone() throws Exception {
        Path temporary = temporary();
        int fd = Libc.open(JournalDirectory.cString(temporary.toString()), Libc.O_RDWR | Libc.O_CLOEXEC);
        try {
            assertThat(Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB)).isZero();

            journals.open(journals.options(left));

            assertThat(temporary).exists();
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    void listenerThatThrowsDoesNotLockTheMessagesAway() throws Exception {
        JournalListener rude = new JournalListener() {
            @Override
            public void takenOver(Path where, int pid, int messages) {
                throw new IllegalStateException("a listener");
            }
        };
        try (Journal first = Journal.open(mq.name(), 64, journals.options(left).listener(rude))) {
            TestJournal.receiveAll(first, mq).forEach(Delivery::putBack);
        } catch (IllegalStateException ofTheListener) {
            assertThat(ofTheListener).hasMessage("a listener");
        }

        Journal next = journals.open(journals.options(left));

        assertThat(TestJournal.texts(TestJournal.receiveAll(next, mq))).containsExactly(BODY);
    }
}
