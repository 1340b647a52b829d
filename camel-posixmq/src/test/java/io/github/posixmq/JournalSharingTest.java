package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several journals on one queue, in one process and in several. */
class JournalSharingTest {
    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    private MessageQueue mq;

    /** What a journal that is opened now would take over, which is looked for at once. */
    private List<String> takenOverNow() throws Exception {
        try (Journal taker = journals.open()) {
            List<Delivery> all = TestJournal.receiveAll(taker, mq);
            all.forEach(Delivery::release);
            return TestJournal.texts(all);
        }
    }

    @Test
    void journalsOfOneProcessDoNotTakeFromEachOther() throws Exception {
        mq = queue.open();
        TestJournal.send(mq, "a", "b");
        Journal one = journals.open();
        Journal two = journals.open();
        Delivery a = TestJournal.receive(one, mq);
        TestJournal.receive(two, mq).putBack();

        assertThat(takenOverNow()).isEmpty();

        assertThat(one.held()).isEqualTo(1);
        assertThat(two.held()).isEqualTo(1);
        a.release();
        assertThat(one.receive(mq, Duration.ZERO)).isNull();
        assertThat(TestJournal.text(TestJournal.receive(two, mq))).isEqualTo("b");
        assertThat(journals.heard().takenOver).isEmpty();
    }

    @Tag("slow")
    @Test
    void runningJournalTakesOverWhatOneThatClosesLeavesBehind() throws Exception {
        mq = queue.open();
        TestJournal.send(mq, "a");
        Journal runs = journals.open();
        Journal closes = journals.open();
        TestJournal.receive(closes, mq).putBack();
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> runs.receive(mq, Duration.ofHours(1))).awaitPolling();

        closes.close();

        Delivery taken = reader.result();
        assertThat(TestJournal.text(taken)).isEqualTo("a");
        assertThat(taken.isRedelivered()).isTrue();
        taken.release();
        runs.close();
        assertThat(journals.files()).isEmpty();
    }

    @Tag("slow")
    @Test
    void runningJournalTakesOverWhatAProcessLeavesBehindThatIsKilled() throws Exception {
        mq = queue.open();
        TestJournal.send(mq, "a");
        Journal runs = journals.open();
        BlockedCall<Delivery> reader;
        try (Child child =
                JournalChild.of(queue.name(), journals.directory(), "hold", "1").start()) {
            child.readLine();
            assertThat(child.readLine()).isEqualTo("0 0:61");
            reader = BlockedCall.start(() -> runs.receive(mq, Duration.ofHours(1)))
                    .awaitPolling();
            child.kill();
        }

        assertThat(TestJournal.text(reader.result())).isEqualTo("a");
    }

    @Test
    void stoppedProcessKeepsWhatItHolds() throws Exception {
        mq = queue.open();
        TestJournal.send(mq, "a", "b");
        try (Child child =
                JournalChild.of(queue.name(), journals.directory(), "hold", "1").start()) {
            child.readLine();
            assertThat(child.readLine()).isEqualTo("0 0:61");
            signal(child.pid(), "STOP");
            BlockedCall.awaitTrue("the child to stop", () -> state(child.pid()) == 'T');

            assertThat(takenOverNow()).containsExactly("b");
            assertThat(journals.heard().takenOver).isEmpty();

            signal(child.pid(), "CONT");
            child.writeLine("go on");
            assertThat(child.readLine()).isEqualTo("released");
            assertThat(child.finish()).isEmpty();
        }
        assertThat(takenOverNow()).isEmpty();
        assertThat(journals.files()).isEmpty();
    }

    private static void signal(long pid, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static char state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void lockHoldsAlthoughAnotherChannelOfTheProcessOpensAndClosesTheFile() throws Exception {
        mq = queue.open();
        TestJournal.send(mq, "a");
        Journal journal = journals.open();
        TestJournal.receive(journal, mq);

        for (int i = 0; i < 3; i++) {
            try (FileChannel channel =
                    FileChannel.open(journals.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                assertThat(channel.size()).isPositive();
            }
            Files.readAllBytes(journals.file());
        }

        assertThat(takenOverNow()).isEmpty();
        assertThat(JournalChild.of(queue.name(), journals.directory(), "take").run())
                .isEmpty();
        assertThat(journal.held()).isEqualTo(1);
    }

    @Test
    void lockHoldsAlthoughAnotherChannelOfTheProcessLocksAndUnlocksTheFile() throws Exception {
        mq = queue.open();
        TestJournal.send(mq, "a");
        Journal journal = journals.open();
        TestJournal.receive(journal, mq);

        try (FileChannel channel =
                FileChannel.open(journals.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.lock().release();
        }

        assertThat(JournalChild.of(queue.name(), journals.directory(), "take").run())
                .isEmpty();
    }

    /** What a descriptor of another process leads to; nothing if it was closed meanwhile. */
    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closed) {
            return "";
        }
    }

    @Test
    void processStartedByTheOwnerDoesNotInheritTheLock() throws Exception {
        mq = queue.open();
        TestJournal.send(mq, "a");
        long grandchild;
        try (Child child = JournalChild.of(queue.name(), journals.directory(), "hold-and-spawn")
                .start()) {
            grandchild = Long.parseLong(child.readLine());
            queue.closeLater(() -> ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly));
            BlockedCall.awaitTrue(
                    "the grandchild to run", () -> name(grandchild).equals("sleep"));
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + grandchild + "/fd"))) {
                for (Path descriptor : descriptors.toList()) {
                    assertThat(target(descriptor))
                            .doesNotContain(journals.directory().toString());
                }
            }
            child.kill();
        }

        assertThat(takenOverNow()).containsExactly("a");
        assertThat(state(grandchild)).isEqualTo('S');
    }

    private static String name(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/comm")).trim();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void journalsThatOpenAndCloseAtOnceDoNotDisturbEachOther() throws Exception {
        mq = queue.open();
        List<BlockedCall<Integer>> openers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            openers.add(BlockedCall.start(() -> {
                for (int j = 0; j < 150; j++) {
                    Journal.open(mq.name(), TestQueue.MAX_MESSAGE_SIZE, journals.options())
                            .close();
                }
                return 150;
            }));
        }

        for (BlockedCall<Integer> opener : openers) {
            assertThat(opener.result()).isEqualTo(150);
        }
        assertThat(journals.files()).isEmpty();
        assertThat(journals.heard().setAside).isEmpty();
    }

    @Test
    void whatIsLeftIsTakenOverByOneOnly() throws Exception {
        mq = queue.open(TestQueue.create(10, 64));
        for (int round = 0; round < 20; round++) {
            Journal first = journals.open(journals.options().maxHeld(10));
            TestJournal.send(mq, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
            TestJournal.receiveAll(first, mq).forEach(Delivery::putBack);
            first.close();
            List<BlockedCall<List<String>>> takers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                takers.add(BlockedCall.start(this::takenOverNow));
            }
            List<String> all = new ArrayList<>();
            for (BlockedCall<List<String>> taker : takers) {
                all.addAll(taker.result());
            }
            // one that looked while another had the file and has closed since leaves it to the next
            all.addAll(takenOverNow());
            Collections.sort(all);
            assertThat(all).as("round %d", round).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        }
    }

    @Tag("slow")
    @Test
    void journalsOfSeveralProcessesShareAQueueWithoutLossOrDuplicate() throws Exception {
        mq = queue.open(TestQueue.create(10, 64));
        int count = 3_000;
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger redelivered = new AtomicInteger();
        List<Child> children = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                children.add(queue.closeLater(Child.java(
                                Sharer.class, queue.name(), journals.directory().toString())
                        .start()));
            }
            for (Child child : children) {
                assertThat(child.readLine()).isEqualTo("ready");
            }
            List<BlockedCall<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Journal journal = journals.open();
                readers.add(BlockedCall.start(() -> {
                    try (MessageQueue own = queue.open()) {
                        for (Delivery next = TestJournal.receive(journal, own);
                                !TestJournal.text(next).equals("end");
                                next = TestJournal.receive(journal, own)) {
                            received.add(TestJournal.text(next));
                            redelivered.addAndGet(next.isRedelivered() ? 1 : 0);
                            next.release();
                        }
                    }
                    return null;
                }));
            }
            for (int i = 0; i < count; i++) {
                mq.send(Integer.toString(i).getBytes(UTF_8), 1);
            }
            for (int i = 0; i < 4; i++) {
                mq.send("end".getBytes(UTF_8), 0);
            }
            for (BlockedCall<Void> reader : readers) {
                reader.result();
            }
        } finally {
            for (Child child : children) {
                received.addAll(child.finish());
            }
        }

        assertThat(received).hasSize(count).doesNotHaveDuplicates();
        assertThat(redelivered).hasValue(0);
        assertThat(journals.heard().takenOver).isEmpty();
    }

    /** Receives until the end and prints what was received. */
    static final class Sharer {
        private Sharer() {}

        public static void main(String[] arguments) throws Exception {
            JournalOptions options = JournalOptions.defaults().directory(Path.of(arguments[1]));
            StringBuilder all = new StringBuilder();
            try (MessageQueue mq = MessageQueue.open(arguments[0], OpenOptions.readOnly());
                    Journal journal = Journal.open(mq.name(), mq.maxMessageSize(), options)) {
                System.out.println("ready");
                for (Delivery next = journal.receive(mq, Duration.ofSeconds(30));
                        !TestJournal.text(next).equals("end");
                        next = journal.receive(mq, Duration.ofSeconds(30))) {
                    all.append(TestJournal.text(next)).append(next.isRedelivered() ? " redelivered\n" : "\n");
                    next.release();
                }
            }
            System.out.print(all);
        }
    }
}
