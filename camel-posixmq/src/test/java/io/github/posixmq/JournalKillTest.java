package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills reader processes at random moments while messages stream in, and accounts for every number that was sent: it must
 * have been worked on, more than once only if marked, and not more often than messages were held at the kills.
 */
class JournalKillTest {
    private static final int MAX_HELD = 8;

    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    /** The body for a number: the number, and as much more as makes the lengths differ. */
    private static byte[] body(int number) {
        return (number + ":" + "#".repeat(number * 7 % 50)).getBytes(UTF_8);
    }

    /** The number of a body, or -1 if it is not the body of any. */
    private static int number(byte[] body) {
        String text = new String(body, UTF_8);
        int colon = text.indexOf(':');
        if (colon < 1 || !text.substring(0, colon).chars().allMatch(Character::isDigit)) {
            return -1;
        }
        int number = Integer.parseInt(text.substring(0, colon));
        return Arrays.equals(body(number), body) ? number : -1;
    }

    private static JournalOptions options(Path directory, boolean batch, JournalListener listener) {
        return JournalOptions.defaults()
                .directory(directory)
                .maxHeld(MAX_HELD)
                .batch(batch ? new BatchLimits(5, 200, Duration.ofMillis(2)) : null)
                .listener(listener);
    }

    /** Works on messages: writes a line for each before it releases. Arguments: queue, directory, log, readers, batch. */
    static final class Reader {
        private static final AtomicBoolean ENDED = new AtomicBoolean();

        private Reader() {}

        public static void main(String[] arguments) throws Exception {
            try (OutputStream log = Files.newOutputStream(Path.of(arguments[2]), StandardOpenOption.APPEND);
                    Journal journal = Journal.open(
                            QueueName.of(arguments[0]),
                            TestQueue.MAX_MESSAGE_SIZE,
                            options(Path.of(arguments[1]), Boolean.parseBoolean(arguments[4]), new JournalListener() {
                                @Override
                                public void takenOver(Path file, int pid, int messages) {
                                    write(log, "held " + messages);
                                }
                            }))) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
                    threads.add(new Thread(() -> read(journal, arguments[0], log)));
                }
                System.out.println("ready");
                threads.forEach(Thread::start);
                System.in.read();
                ENDED.set(true);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
        }

        /** One write(2), which is either in the file or not when the process is killed. */
        private static void write(OutputStream log, String line) {
            try {
                log.write((line + "\n").getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void read(Journal journal, String name, OutputStream log) {
            try (MessageQueue mq = MessageQueue.open(name, OpenOptions.readOnly())) {
                for (int i = 0; !ENDED.get(); i++) {
                    Delivery next = journal.receive(mq, Duration.ofMillis(20));
                    if (next == null) {
                        continue;
                    }
                    if (i % 17 == 0) {
                        next.redeliver(Duration.ofMillis(3));
                    } else if (i % 23 == 0) {
                        next.putBack();
                    } else {
                        log(log, next);
                        next.release();
                    }
                }
            } catch (MessageQueueException e) {
                write(log, "failed " + e.getMessage());
            }
        }

        static void log(OutputStream log, Delivery delivery) {
            StringBuilder lines = new StringBuilder();
            for (ReceivedMessage message : delivery.messages()) {
                lines.append(lines.isEmpty() ? "" : "\n")
                        .append(number(message.body()))
                        .append(delivery.isRedelivered() ? " again" : " new");
            }
            write(log, lines.toString());
        }
    }

    /** Kills so many readers one after the other. */
    private void assertNothingIsLost(int kills, int readers, boolean batch) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("JournalKillTest: seed " + seed);
        Random random = new Random(seed);
        MessageQueue mq = queue.open(TestQueue.create(10, TestQueue.MAX_MESSAGE_SIZE));
        Path log = Files.createFile(journals.anotherDirectory());
        AtomicBoolean enough = new AtomicBoolean();
        BlockedCall<Integer> sender = BlockedCall.start(() -> {
            int sent = 0;
            while (!enough.get()) {
                mq.send(body(sent), sent % 3);
                sent++;
            }
            return sent;
        });

        for (int i = 0; i < kills; i++) {
            try (Child reader = Child.java(
                            Reader.class,
                            queue.name(),
                            journals.directory().toString(),
                            log.toString(),
                            Integer.toString(readers),
                            Boolean.toString(batch))
                    .start()) {
                assertThat(reader.readLine()).isEqualTo("ready");
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(5_000 + random.nextInt(75_000)));
                reader.kill();
            }
        }
        enough.set(true);
        drain(mq, log, batch, sender);

        account(log, sender.result());
    }

    private void drain(MessageQueue mq, Path log, boolean batch, BlockedCall<Integer> sender) throws Exception {
        try (OutputStream lines = Files.newOutputStream(log, StandardOpenOption.APPEND);
                Journal last = journals.open(options(journals.directory(), batch, journals.heard()))) {
            for (int held : journals.heard().takenOver) {
                Reader.write(lines, "held " + held);
            }
            while (true) {
                Delivery next = last.receive(mq, Duration.ZERO);
                if (next != null) {
                    Reader.log(lines, next);
                    next.release();
                } else if (sender.isDone() && mq.depth() == 0) {
                    break;
                }
            }
            assertThat(last.held()).isZero();
        }
        assertThat(journals.heard().setAside).isEmpty();
        assertThat(journals.files()).allMatch(path -> path.toString().contains("/quarantine/"));
    }

    private void account(Path log, int sent) throws IOException {
        int[] seen = new int[sent];
        int held = 0;
        int duplicates = 0;
        List<String> wrong = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("held")) {
                held += Integer.parseInt(words[1]);
                continue;
            }
            if (words[0].equals("failed") || words[0].equals("-1")) {
                wrong.add(line);
                continue;
            }
            if (seen[Integer.parseInt(words[0])]++ > 0) {
                duplicates++;
                if (!words[1].equals("again")) {
                    wrong.add("not marked: " + line);
                }
            }
        }
        for (Path file : journals.files()) {
            String all = Files.readString(file, StandardCharsets.ISO_8859_1);
            seen[number(all.substring(all.indexOf("\n\n") + 2).getBytes(StandardCharsets.ISO_8859_1))]++;
        }
        List<Integer> lost = new ArrayList<>();
        for (int i = 0; i < sent; i++) {
            if (seen[i] == 0) {
                lost.add(i);
            }
        }
        System.out.println("JournalKillTest: " + sent + " sent, " + lost.size() + " lost, " + duplicates
                + " duplicates, " + held + " held at kills, " + journals.files().size() + " in quarantine");
        assertThat(lost).as("lost").isEmpty();
        assertThat(wrong).as("wrong").isEmpty();
        assertThat(duplicates).as("duplicates").isLessThanOrEqualTo(held);
        assertThat(sent).as("sent").isGreaterThan(10);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "3, false", "1, true", "3, true"})
    void nothingIsLostWhenReadersAreKilledUnderLoad(int readers, boolean batch) throws Exception {
        assertNothingIsLost(1, readers, batch);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"1, false", "3, false", "1, true", "3, true"})
    void nothingIsLostWhenReadersAreKilledUnderLoadOften(int readers, boolean batch) throws Exception {
        assertNothingIsLost(15, readers, batch);
    }

    @Test
    void accountingFindsWhatIsLostDoubledOrUnmarked() throws Exception {
        Path log = journals.anotherDirectory();
        StringBuilder lines = new StringBuilder("held 2\n");
        for (int i = 0; i < 200; i++) {
            lines.append(i).append(" new\n");
        }
        String good = lines + "7 again\n8 again\n";
        Files.writeString(log, good);
        account(log, 200);

        for (String bad : List.of(
                good.replace("\n9 new", ""), good + "9 again\n", good.replace("7 again", "7 new"), good + "-1 new\n")) {
            Files.writeString(log, bad);
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> account(log, 200));
        }
    }
}
