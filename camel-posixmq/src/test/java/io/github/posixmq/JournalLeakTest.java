package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Does things often and looks for descriptors, mappings and files that are left of them. */
class JournalLeakTest {
    private static final int TIMES = 200;

    /** What the JVM may open of its own meanwhile, far from {@link #TIMES}. */
    private static final int NOISE = 20;

    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    /** Descriptors and mappings of this process that lead below the directory. */
    private static List<String> uses(Path directory) throws IOException {
        List<String> uses = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith(directory.toString())) {
                        uses.add(target);
                    }
                } catch (IOException closedSince) {
                    // that of the listing itself
                }
            }
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            if (line.contains(directory.toString())) {
                uses.add(line);
            }
        }
        return uses;
    }

    private static int descriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return (int) descriptors.count();
        }
    }

    private static boolean housekeeperRuns() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("posixmq-housekeeper"));
    }

    private void assertNothingLeft(Path directory) throws IOException {
        assertThat(uses(directory)).isEmpty();
        assertThat(TestJournal.files(directory)).isEmpty();
    }

    @Test
    void openJournalIsSeenByTheLook() throws Exception {
        journals.open();

        assertThat(uses(journals.directory()).stream()
                        .map(each -> each.replaceAll(".*/ipc-\\d+", ""))
                        .map(each -> each.replaceAll("/.*held", "/held")))
                .containsExactlyInAnyOrder("", "/held", "/held");
    }

    @Test
    void journalsThatOpenAndCloseLeaveNothing() throws Exception {
        MessageQueue mq = queue.open();
        int before = -1;
        for (int i = 0; i < TIMES; i++) {
            try (Journal journal = Journal.open(mq.name(), 64, journals.options())) {
                TestJournal.send(mq, "a");
                TestJournal.receive(journal, mq).release();
            }
            if (i == 10) {
                before = descriptors();
            }
        }

        assertNothingLeft(journals.directory());
        assertThat(descriptors()).isLessThan(before + NOISE);
    }

    @Test
    void housekeeperEndsWithTheLastJournal() throws Exception {
        Journal one = journals.open();
        Journal two = journals.open();
        one.close();
        assertThat(housekeeperRuns()).isTrue();
        two.close();

        BlockedCall.awaitTrue("the housekeeper to end", () -> !housekeeperRuns());
    }

    @Test
    void takeOversLeaveNothing() throws Exception {
        MessageQueue mq = queue.open();
        for (int i = 0; i < TIMES; i++) {
            TestJournal.send(mq, "a", "b");
            try (Journal dies = Journal.open(mq.name(), 64, journals.options())) {
                TestJournal.receiveAll(dies, mq).forEach(Delivery::putBack);
            }
            try (Journal takes = Journal.open(mq.name(), 64, journals.options())) {
                List<Delivery> both = TestJournal.receiveAll(takes, mq);
                assertThat(TestJournal.texts(both)).containsExactly("a", "b");
                both.forEach(Delivery::release);
                assertThat(uses(journals.directory())).hasSize(3);
            }
        }

        assertThat(journals.heard().takenOver).hasSize(TIMES);
        assertNothingLeft(journals.directory());
    }

    @Test
    void openingsThatFailLeaveNothing() throws Exception {
        journals.open().close();
        int before = descriptors();
        Files.setPosixFilePermissions(journals.directory(), PosixFilePermissions.fromString("rwxr-x---"));
        for (int i = 0; i < TIMES; i++) {
            assertThatExceptionOfType(MessageQueueException.class).isThrownBy(journals::open);
        }
        Files.setPosixFilePermissions(journals.directory(), PosixFilePermissions.fromString("rwx------"));
        for (int i = 0; i < TIMES; i++) {
            assertThatExceptionOfType(MessageQueueException.class)
                    .isThrownBy(() -> journals.open(journals.options().maxHeld(65536), 1 << 20));
        }

        assertNothingLeft(journals.directory());
        assertThat(descriptors()).isLessThan(before + NOISE);
        BlockedCall.awaitTrue("the housekeeper to end", () -> !housekeeperRuns());
    }

    @Test
    void filesThatAreSetAsideLeaveNeitherDescriptorNorMapping() throws Exception {
        MessageQueue mq = queue.open();
        TestJournal.send(mq, "a");
        Journal dead = journals.open();
        TestJournal.receive(dead, mq);
        Path left = journals.copyOfTheDead(journals.directory());
        byte[] good = Files.readAllBytes(TestJournal.onlyJournal(left));
        Path file = TestJournal.onlyJournal(left);
        for (int i = 0; i < TIMES; i++) {
            byte[] bad = good.clone();
            // the header, or the length of the record
            bad[i % 2 == 0 ? 20 : 4096 + 7] ^= 64;
            Files.write(file, bad);
            journals.open(journals.options(left)).close();
        }

        assertThat(journals.heard().setAside).hasSize(TIMES);
        assertThat(uses(left)).isEmpty();
        assertThat(TestJournal.files(left)).allMatch(path -> path.toString().endsWith(".aside"));
    }

    @Test
    void recreatedFilesAndChangesOfTheMessageSizeLeaveNothing() throws Exception {
        try (Journal journal = Journal.open(QueueName.of(queue.name()), 1, journals.options())) {
            for (int size = 8; size < 800; size += 8) {
                String name = queue.anotherName();
                try (MessageQueue mq = queue.open(name, TestQueue.create(1, size))) {
                    TestJournal.send(mq, "a");
                    TestJournal.receive(journal, mq).release();
                }
                MessageQueue.unlink(name);
            }
            assertThat(uses(journals.directory())).hasSize(3);
            assertThat(journal.receive(queue.open(), Duration.ZERO)).isNull();
        }

        assertNothingLeft(journals.directory());
    }
}
