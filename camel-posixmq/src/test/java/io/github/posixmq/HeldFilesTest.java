package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that cannot be read, beside ones that can. */
class HeldFilesTest {
    private static final int FIRST_RECORD = 4096;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @TempDir
    Path temporary;

    private Path directory;
    private HeldMessages held;
    private Path journal;
    private Path quarantined;

    @BeforeEach
    void holdOneAndQuarantineOne() throws Exception {
        directory = Files.createDirectory(
                temporary.resolve("journals"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        held = HeldMessages.in(directory);
        MessageQueue mq = queue.open();
        mq.send("in quarantine".getBytes(UTF_8), 1);
        mq.send("held".getBytes(UTF_8), 0);
        try (Journal opened =
                Journal.open(mq.name(), 64, JournalOptions.defaults().directory(directory))) {
            quarantined =
                    opened.receive(mq, Duration.ZERO).quarantine("for a test").get(0);
            opened.receive(mq, Duration.ZERO).putBack();
        }
        journal = held.list().get(0).file();
    }

    private Path beside(String suffix) {
        return journal.resolveSibling(journal.getFileName().toString().replace(".held", suffix));
    }

    private void assertUnreadable(Path file, String reason) throws Exception {
        assertThat(held.unreadable())
                .filteredOn(each -> each.path().equals(file))
                .singleElement()
                .satisfies(each -> assertThat(each.reason()).contains(reason));
    }

    private void assertTheOthersAreShown() throws Exception {
        assertThat(held.list().stream().map(HeldFilesTest::text)).containsExactly("held", "in quarantine");
    }

    private static String text(HeldMessage message) {
        try {
            return new String(message.body(), UTF_8);
        } catch (MessageQueueException e) {
            throw new AssertionError(e);
        }
    }

    private Path copy(Path original, String suffix) throws IOException {
        Path copy = beside(suffix);
        return Files.copy(original, copy);
    }

    private static void putInt(Path file, int at, int value) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        Files.write(file, bytes.putInt(at, value).array());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095})
    void tooShortFileIsUnreadable(int bytes) throws Exception {
        Path file = Files.write(beside(".1.held"), new byte[bytes]);

        assertUnreadable(file, "it has " + bytes + " bytes");
        assertTheOthersAreShown();
    }

    @Test
    void tornFileIsUnreadable() throws Exception {
        byte[] whole = Files.readAllBytes(journal);
        Path file = Files.write(beside(".1.held"), Arrays.copyOf(whole, whole.length - 64));

        assertUnreadable(file, "and should have " + whole.length);
        assertTheOthersAreShown();
    }

    @Test
    void foreignFileIsUnreadable() throws Exception {
        byte[] noise = new byte[FIRST_RECORD + 640];
        new Random(1).nextBytes(noise);
        Path file = Files.write(beside(".1.held"), noise);

        assertUnreadable(file, "it does not begin like a journal");
        assertTheOthersAreShown();
    }

    @Test
    void newerFileIsUnreadable() throws Exception {
        Path file = copy(journal, ".1.held");
        putInt(file, 8, 2);

        assertUnreadable(file, "it is of version 2");
        assertTheOthersAreShown();
    }

    @Test
    void fileUnderTheNameOfAnotherQueueIsUnreadable() throws Exception {
        Path file = Files.copy(journal, journal.resolveSibling("0123456789abcdef01234567.1.a.1.held"));

        assertUnreadable(file, "it is of queue " + queue.name());
        assertTheOthersAreShown();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 77, 254})
    void fileWithADamagedStateIsUnreadable(int state) throws Exception {
        Path file = copy(journal, ".1.held");
        putInt(file, recordOf(file), state);

        assertUnreadable(file, "is damaged");
        assertTheOthersAreShown();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -2, 65, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void fileWithADamagedLengthIsUnreadable(int length) throws Exception {
        Path file = copy(journal, ".1.held");
        putInt(file, recordOf(file) + 4, length);

        assertUnreadable(file, "is damaged");
        assertTheOthersAreShown();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 32768, Integer.MIN_VALUE})
    void fileWithADamagedPriorityIsUnreadable(int priority) throws Exception {
        Path file = copy(journal, ".1.held");
        putInt(file, recordOf(file) + 8, priority);

        assertUnreadable(file, "is damaged");
        assertTheOthersAreShown();
    }

    /** The one record in it that is not blank. */
    private static int recordOf(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        int at = FIRST_RECORD;
        while (bytes.getInt(at) == -1) {
            at += 64;
        }
        return at;
    }

    @Test
    void fileThatAJournalHasSetAsideIsUnreadable() throws Exception {
        Path file = copy(journal, ".1.held");
        putInt(file, recordOf(file), 77);
        Journal.open(QueueName.of(queue.name()), 64, JournalOptions.defaults().directory(directory))
                .close();

        assertUnreadable(beside(".1.held.aside"), "is damaged");
        Path whole = copy(journal, ".2.held.aside");
        assertUnreadable(whole, "it was set aside");
        assertTheOthersAreShown();
    }

    @Test
    void whatIsNoPlainFileIsUnreadable() throws Exception {
        Path folder = Files.createDirectory(beside(".1.held"));
        Path link = Files.createSymbolicLink(beside(".2.held"), journal);
        Path pipe = beside(".3.held");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertUnreadable(folder, "it is not a plain file");
        assertUnreadable(link, "ELOOP");
        assertUnreadable(pipe, "it is not a plain file");
        assertTheOthersAreShown();
    }

    @Test
    void filesOfOthersAreNotMentioned() throws Exception {
        Files.writeString(beside(".new"), "being made");
        Files.writeString(journal.resolveSibling("README"), "not ours");
        Files.writeString(quarantined.resolveSibling("x.new"), "being written");

        assertThat(held.unreadable()).isEmpty();
        assertTheOthersAreShown();
    }

    static Stream<String> damages() {
        return Stream.of(
                "queue: /=queue: ",
                "queue: /=queue /",
                "priority: 1\n=priority: 32768\n",
                "priority: 1\n=priority: -1\n",
                "priority: 1\n=priority: +1\n",
                "length: 13=length: 14",
                "length: 13=length: 12",
                "length: 13=length: 99999999999",
                "deaths: 0\n=",
                "deaths: 0\nfailures: 0\n=failures: 0\ndeaths: 0\n",
                "recovered: false=recovered: no",
                "time: =time: at ",
                "\n\n=\nmore: x\n\n",
                "reason: for a test\n\n=",
                "in quarantine=in quarantin",
                "in quarantine=in quarantine!");
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damagedFileInQuarantineIsUnreadable(String damage) throws Exception {
        String whole = Files.readString(quarantined);
        int split = damage.lastIndexOf('=');
        String torn = whole.replace(damage.substring(0, split), damage.substring(split + 1));
        if (damage.startsWith("queue: /=")) {
            torn = whole.replaceFirst("queue: .*", "queue: /a/b");
        }
        assertThat(torn).isNotEqualTo(whole);
        Files.writeString(quarantined, torn);

        assertThat(held.unreadable()).singleElement().satisfies(each -> assertThat(each.path())
                .isEqualTo(quarantined));
        assertThat(held.list().stream().map(HeldFilesTest::text)).containsExactly("held");
    }

    @Test
    void damageDoneAfterTheListIsNotPutBack() throws Exception {
        List<HeldMessage> messages = held.list();
        Files.writeString(quarantined, "in quarantine");
        putInt(journal, recordOf(journal) + 32, 'x');

        assertThat(messages)
                .allSatisfy(each -> assertThatThrownBy(each::requeue).isInstanceOf(MessageQueueException.class));
        assertThat(journal).exists();
        assertThat(quarantined).exists();
        try (MessageQueue mq = MessageQueue.open(queue.name(), OpenOptions.readOnly())) {
            assertThat(mq.depth()).isZero();
        }
    }
}
