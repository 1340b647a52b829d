package io.github.posixmq;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a queue of a name of its own and of a small geometry, closes what the test opened through it and
 * unlinks every name it gave out, whatever happens: also when the test fails, and when the JVM is told to end in its
 * middle. Nine queues of the default geometry are all that the kernel grants to one user, so tests keep theirs small.
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestQueue queue = new TestQueue();
 * }</pre>
 *
 * <p>A machine without POSIX message queues skips these tests with a reason, and fails them where the environment
 * variable CI is {@code true}. Many threads may use one object.
 */
public final class TestQueue implements BeforeEachCallback, AfterEachCallback {
    /** Capacity of the queues that {@link #create()} describes. */
    public static final int MAX_MESSAGES = 4;

    /** Message size of the queues that {@link #create()} describes. */
    public static final int MAX_MESSAGE_SIZE = 64;

    private static final int CLOSE_SECONDS = 20;

    private static final AtomicLong COUNTER = new AtomicLong();
    private static final Set<String> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(TestQueue::unlinkQuietly)));
    }

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Set<String> names = Collections.synchronizedSet(new LinkedHashSet<>());
    private volatile String name;

    @Override
    public void beforeEach(ExtensionContext context) {
        requirePosixQueues();
        name = anotherName();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            closeAll();
        } finally {
            names.forEach(TestQueue::unlinkQuietly);
            LIVE.removeAll(names);
            names.clear();
        }
    }

    /** Ends the test here if the machine has no POSIX message queues: skipped, or failed where CI is true. */
    public static void requirePosixQueues() {
        require(
                Files.isDirectory(Path.of("/proc/sys/fs/mqueue")),
                "this machine (" + System.getProperty("os.name") + ") has no POSIX message queues:"
                        + " there is no /proc/sys/fs/mqueue");
    }

    /** Ends the test here unless the machine has what it needs: skipped with the reason, or failed where CI is true. */
    public static void require(boolean available, String reason) {
        if (!available && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI must run every test, but " + reason);
        }
        Assumptions.assumeTrue(available, reason);
    }

    /** The name of the test's queue, with its slash. The queue is not created before somebody opens it. */
    public String name() {
        return name;
    }

    /** A further unique name, with its slash, that is unlinked after the test. */
    public String anotherName() {
        return unlinkLater("/t" + Long.toString(ProcessHandle.current().pid(), 36) + "-" + COUNTER.incrementAndGet());
    }

    /** Has a name that the test chose itself unlinked after it. */
    public String unlinkLater(String chosen) {
        LIVE.add(chosen);
        names.add(chosen);
        return chosen;
    }

    /** Options that create a queue of the small geometry, for sending and receiving. */
    public static OpenOptions create() {
        return create(MAX_MESSAGES, MAX_MESSAGE_SIZE);
    }

    /** Options that create a queue of this geometry, for sending and receiving. */
    public static OpenOptions create(int maxMessages, int maxMessageSize) {
        return OpenOptions.readWrite().create().maxMessages(maxMessages).maxMessageSize(maxMessageSize);
    }

    /** Opens the test's queue for sending and receiving and creates it with the small geometry if it is absent. */
    public MessageQueue open() throws MessageQueueException {
        return open(create());
    }

    /** Opens the test's queue. */
    public MessageQueue open(OpenOptions options) throws MessageQueueException {
        return open(name, options);
    }

    /** Opens another queue, which {@link #anotherName()} should have named. */
    public MessageQueue open(String queue, OpenOptions options) throws MessageQueueException {
        return closeLater(MessageQueue.open(queue, options));
    }

    /** Has a resource closed after the test, the last one first, and before the queues are unlinked. */
    public <T extends AutoCloseable> T closeLater(T resource) {
        synchronized (opened) {
            opened.push(resource);
        }
        return resource;
    }

    private void closeAll() throws Exception {
        Exception failure = null;
        for (AutoCloseable next = pop(); next != null; next = pop()) {
            try {
                close(next);
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** In a thread of its own, so that a close that hangs fails this test and not all that would come after it. */
    private static void close(AutoCloseable resource) throws Exception {
        FutureTask<Void> closing = new FutureTask<>(() -> {
            resource.close();
            return null;
        });
        Thread closer = new Thread(closing, "test-close");
        closer.setDaemon(true);
        closer.start();
        closing.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private AutoCloseable pop() {
        synchronized (opened) {
            return opened.poll();
        }
    }

    private static void unlinkQuietly(String queue) {
        try {
            MessageQueue.unlink(queue);
        } catch (MessageQueueException | RuntimeException e) {
            // Most tests leave nothing to unlink under some of their names; what is left over, .ci/run reports.
        }
        deleteJournals(queue);
    }

    /** What a test left held in the default place would otherwise stay there until the next boot. */
    private static void deleteJournals(String queue) {
        try {
            String prefix = JournalDirectory.prefix(QueueName.of(queue));
            try (Stream<Path> files = Files.walk(JournalDirectory.defaultRoot(), 3)) {
                files.filter(file -> file.getFileName().toString().startsWith(prefix))
                        .map(Path::toFile)
                        .forEach(File::delete);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            // no journal, or no native library to have made one
        }
    }
}
