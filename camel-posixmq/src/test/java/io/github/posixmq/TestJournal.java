package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a journal directory of its own below {@code /dev/shm}, remembers what its journals tell, closes them and
 * removes the directory, whatever happens. A death is had without a process: the files as they stand are copied, locked by
 * nobody, to where the next journal looks.
 *
 * <pre>{@code
 * @RegisterExtension
 * @Order(1)
 * final TestQueue queue = new TestQueue();
 *
 * @RegisterExtension
 * @Order(2)
 * final TestJournal journals = new TestJournal(queue);
 * }</pre>
 */
final class TestJournal implements BeforeEachCallback, AfterEachCallback {
    /** Longer than anything takes that is not waited for in vain. */
    static final Duration SOON = Duration.ofSeconds(10);

    private static final Path PARENT = Path.of("/dev/shm");
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final Set<Path> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(TestJournal::removeQuietly)));
    }

    private final TestQueue queue;
    private final Deque<Journal> opened = new ArrayDeque<>();
    private final List<Path> directories = new ArrayList<>();
    private Heard heard;
    private Path directory;

    TestJournal(TestQueue queue) {
        this.queue = queue;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        heard = new Heard();
        directory = anotherDirectory();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Journal.afterCopy = null;
        closeAll();
        directories.forEach(TestJournal::remove);
        directories.forEach(LIVE::remove);
        directories.clear();
    }

    /** Where the test's journals are; it does not exist before one of them is opened. */
    Path directory() {
        return directory;
    }

    /** The path of a further directory, which is removed after the test. */
    Path anotherDirectory() {
        Path another = PARENT.resolve(
                "posixmq-t" + Long.toString(ProcessHandle.current().pid(), 36) + "-" + COUNTER.incrementAndGet());
        LIVE.add(another);
        directories.add(another);
        return another;
    }

    /** What the journals with {@link #options} have told. */
    Heard heard() {
        return heard;
    }

    /** Room for four, in the test's directory. */
    JournalOptions options() {
        return options(directory);
    }

    JournalOptions options(Path where) {
        return JournalOptions.defaults().directory(where).maxHeld(4).listener(heard);
    }

    Journal open() throws MessageQueueException {
        return open(options());
    }

    /** A journal of the test's queue with its small message size. */
    Journal open(JournalOptions options) throws MessageQueueException {
        return open(options, TestQueue.MAX_MESSAGE_SIZE);
    }

    Journal open(JournalOptions options, int maxMessageSize) throws MessageQueueException {
        Journal journal = Journal.open(QueueName.of(queue.name()), maxMessageSize, options);
        opened.push(journal);
        return journal;
    }

    /** Closes every journal that was opened here. */
    void closeAll() {
        opened.forEach(Journal::close);
        opened.clear();
    }

    /** A journal that finds what would be there had all the processes with journals in the test's directory just died. */
    Journal openAfterDeath() throws Exception {
        return openAfterDeath(options());
    }

    Journal openAfterDeath(JournalOptions options) throws Exception {
        return open(options.directory(copyOfTheDead(options.directory())));
    }

    /** A copy of a journal directory in which every owner is dead. */
    Path copyOfTheDead(Path from) {
        Path copy = anotherDirectory();
        for (Path file : files(from)) {
            try {
                Path to = copy.resolve(from.relativize(file));
                createPrivate(copy, to.getParent());
                Files.copy(file, to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return copy;
    }

    private static void createPrivate(Path from, Path to) throws IOException {
        if (!Files.isDirectory(to)) {
            if (!to.equals(from)) {
                createPrivate(from, to.getParent());
            }
            Files.createDirectory(
                    to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** The files in the test's directory and in those below. */
    List<Path> files() {
        return files(directory);
    }

    static List<Path> files(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !Files.isDirectory(path)).sorted().toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException | UncheckedIOException e) {
            throw new AssertionError(e);
        }
    }

    /** The only journal file of the test's directory. */
    Path file() {
        return onlyJournal(directory);
    }

    static Path onlyJournal(Path root) {
        List<Path> journals = files(root).stream()
                .filter(path -> path.toString().endsWith(".held"))
                .toList();
        assertThat(journals).hasSize(1);
        return journals.get(0);
    }

    /** A delivery that must be there. */
    static Delivery receive(Journal journal, MessageQueue from) throws MessageQueueException {
        Delivery received = journal.receive(from, SOON);
        assertThat(received).as("a delivery").isNotNull();
        return received;
    }

    /** What can be received without waiting, not released. */
    static List<Delivery> receiveAll(Journal journal, MessageQueue from) throws MessageQueueException {
        List<Delivery> all = new ArrayList<>();
        for (Delivery next = journal.receive(from, Duration.ZERO);
                next != null;
                next = journal.receive(from, Duration.ZERO)) {
            all.add(next);
        }
        return all;
    }

    static void send(MessageQueue to, String... texts) throws MessageQueueException {
        for (String text : texts) {
            assertThat(to.trySend(text.getBytes(UTF_8), 0)).isTrue();
        }
    }

    static String text(Delivery delivery) {
        return text(delivery.message());
    }

    static String text(ReceivedMessage message) {
        return new String(message.body(), UTF_8);
    }

    static List<String> texts(Delivery batch) {
        return batch.messages().stream().map(TestJournal::text).toList();
    }

    static List<String> texts(List<Delivery> deliveries) {
        return deliveries.stream().flatMap(each -> texts(each).stream()).toList();
    }

    static void remove(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (NoSuchFileException gone) {
            // as it should be
        } catch (IOException | UncheckedIOException e) {
            throw new AssertionError(root + " cannot be removed", e);
        }
    }

    private static void removeQuietly(Path root) {
        try {
            remove(root);
        } catch (AssertionError e) {
            System.err.println(e.getMessage());
        }
    }

    /** What listeners were told, in words. */
    static final class Heard implements JournalListener {
        /** How many messages each take-over found. */
        final List<Integer> takenOver = new CopyOnWriteArrayList<>();

        final List<Integer> pids = new CopyOnWriteArrayList<>();
        final List<Path> quarantined = new CopyOnWriteArrayList<>();
        final List<String> quarantineReasons = new CopyOnWriteArrayList<>();
        final List<Path> setAside = new CopyOnWriteArrayList<>();
        final List<String> setAsideReasons = new CopyOnWriteArrayList<>();
        final List<Path> recreated = new CopyOnWriteArrayList<>();
        final List<Integer> full = new CopyOnWriteArrayList<>();
        final List<String> failed = new CopyOnWriteArrayList<>();

        @Override
        public void takenOver(Path file, int pid, int messages) {
            takenOver.add(messages);
            pids.add(pid);
        }

        @Override
        public void quarantined(Path file, int priority, int bytes, String reason) {
            quarantined.add(file);
            quarantineReasons.add(priority + " " + bytes + " " + reason);
        }

        @Override
        public void setAside(Path file, String reason) {
            setAside.add(file);
            setAsideReasons.add(reason);
        }

        @Override
        public void recreated(Path file) {
            recreated.add(file);
        }

        @Override
        public void full(int held) {
            full.add(held);
        }

        @Override
        public void failed(MessageQueueException failure) {
            failed.add(failure.getMessage());
        }
    }
}
