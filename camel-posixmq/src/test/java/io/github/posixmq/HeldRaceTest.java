package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking, removing and putting back while others do so too, and journals work. */
class HeldRaceTest {
    private static final int MESSAGES = 8;
    private static final int ROUNDS = 12;
    private static final int SIZE = 61;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @TempDir
    Path temporary;

    private Path directory;
    private HeldMessages held;
    private MessageQueue mq;
    private ExecutorService threads;

    @BeforeEach
    void lookIntoADirectoryOfTheTest() throws Exception {
        directory = Files.createDirectory(
                temporary.resolve("journals"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        held = HeldMessages.in(directory);
        mq = queue.open(TestQueue.create(MESSAGES, SIZE));
        threads = Executors.newFixedThreadPool(2);
        queue.closeLater(() -> {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        });
    }

    private Journal journal() throws MessageQueueException {
        return Journal.open(mq.name(), SIZE, JournalOptions.defaults().directory(directory));
    }

    /** As a journal leaves them that is closed with messages it has not handed out again. */
    private List<HeldMessage> leaveBehind(List<String> bodies) throws Exception {
        try (Journal journal = journal()) {
            List<Delivery> deliveries = new ArrayList<>();
            for (String each : bodies) {
                mq.send(each.getBytes(UTF_8), 0);
                deliveries.add(journal.receive(mq, Duration.ZERO));
            }
            deliveries.forEach(Delivery::putBack);
        }
        return held.list();
    }

    /** How many went through. */
    private static int requeue(List<HeldMessage> messages) {
        int done = 0;
        for (HeldMessage each : messages) {
            try {
                each.requeue();
                done++;
            } catch (MessageQueueException e) {
                assertThat(e.errnoName()).isIn("EBUSY", "ENOENT");
            }
        }
        return done;
    }

    private List<String> receiveAll() throws Exception {
        List<String> bodies = new ArrayList<>();
        try (Journal journal = journal()) {
            Delivery next = journal.receive(mq, Duration.ZERO);
            while (next != null) {
                bodies.add(new String(next.message().body(), UTF_8));
                next.release();
                next = journal.receive(mq, Duration.ZERO);
            }
        }
        return bodies;
    }

    @Tag("slow")
    @Test
    void whatIsPutBackIsNotAlsoTakenOver() throws Exception {
        int putBack = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String prefix = round + ".";
            List<String> sent =
                    IntStream.range(0, MESSAGES).mapToObj(i -> prefix + i).toList();
            List<HeldMessage> messages = leaveBehind(sent);
            assertThat(messages).hasSize(MESSAGES);
            CyclicBarrier start = new CyclicBarrier(2);
            Future<Integer> requeued = threads.submit(() -> {
                start.await();
                return requeue(messages);
            });
            List<String> received = new ArrayList<>();
            start.await();
            while (!requeued.isDone()) {
                received.addAll(receiveAll());
            }
            received.addAll(receiveAll());

            assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(held.list()).isEmpty();
            putBack += requeued.get();
        }
        assertThat(putBack).as("a race that both sides win at times").isBetween(1, ROUNDS * MESSAGES - 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofTwoThatPutBackTheSameMessageOneSucceeds(boolean inQuarantine) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<HeldMessage> messages = inQuarantine ? quarantine() : leaveBehind(List.of("the only one"));
            CyclicBarrier start = new CyclicBarrier(2);
            Future<Integer> other = threads.submit(() -> {
                start.await();
                return requeue(messages);
            });
            start.await();

            assertThat(requeue(messages) + other.get()).isEqualTo(1);

            assertThat(mq.tryReceive().body()).isEqualTo("the only one".getBytes(UTF_8));
            assertThat(mq.tryReceive()).isNull();
        }
    }

    private List<HeldMessage> quarantine() throws Exception {
        try (Journal journal = journal()) {
            mq.send("the only one".getBytes(UTF_8), 0);
            journal.receive(mq, Duration.ZERO).quarantine("for a test");
        }
        return held.list();
    }

    /** Every body is a repetition of one byte; byte and length follow from the priority. */
    private static byte[] body(int priority) {
        byte[] body = new byte[priority % SIZE];
        Arrays.fill(body, (byte) priority);
        return body;
    }

    private void work(AtomicBoolean end, JournalOptions options) throws Exception {
        try (Journal journal = Journal.open(mq.name(), SIZE, options)) {
            Deque<Delivery> inHand = new ArrayDeque<>();
            for (int i = 0; !end.get(); i++) {
                int priority = i * 31 % (MessageQueue.MAX_PRIORITY + 1);
                mq.send(body(priority), priority);
                inHand.add(journal.receive(mq, Duration.ZERO));
                if (i % 7 == 0) {
                    inHand.remove().putBack();
                    inHand.add(journal.receive(mq, Duration.ZERO));
                }
                if (inHand.size() == 4) {
                    inHand.remove().release();
                }
            }
            inHand.forEach(Delivery::release);
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void listOfAWorkingJournalShowsNoMessageThatNeverWas(int batch) throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        JournalOptions options = JournalOptions.defaults().directory(directory).maxHeld(5);
        Future<?> work = threads.submit(() -> {
            work(end, batch == 1 ? options : options.batch(new BatchLimits(batch, SIZE, Duration.ofNanos(1))));
            return null;
        });
        int listed = 0;
        int read = 0;
        try {
            long deadline = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
            while (System.nanoTime() - deadline < 0) {
                for (HeldMessage each : held.list()) {
                    listed++;
                    read += check(each);
                }
                assertThat(held.unreadable()).isEmpty();
            }
        } finally {
            end.set(true);
            work.get();
        }
        assertThat(listed).isGreaterThan(100);
        assertThat(read).isPositive();
        assertThat(held.list()).isEmpty();
    }

    /** 1 if its body could still be read. */
    private static int check(HeldMessage message) throws MessageQueueException {
        assertThat(message.length()).isEqualTo(message.priority() % SIZE);
        assertThat(message.deliveries()).isBetween(0, 10);
        assertThat(message.isOwnerAlive()).isTrue();
        try {
            assertThat(message.body()).isEqualTo(body(message.priority()));
            return 1;
        } catch (MessageQueueException e) {
            assertThat(e.errnoName()).isEqualTo("ENOENT");
            return 0;
        }
    }
}
