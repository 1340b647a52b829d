package io.github.posixmq.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test a directory of its own below {@code /dev/shm} for its journals, and removes it after the test. */
final class JournalPlace implements BeforeEachCallback, AfterEachCallback {
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final Set<Path> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(JournalPlace::removeQuietly)));
    }

    private final List<Path> given = new ArrayList<>();
    private Path path;

    @Override
    public void beforeEach(ExtensionContext context) {
        path = another();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        for (Path each : given) {
            remove(each);
            LIVE.remove(each);
        }
        given.clear();
    }

    /** The test's directory, which does not exist before a journal is opened there. */
    Path path() {
        return path;
    }

    /** A further path of this kind. */
    Path another() {
        Path another = Path.of(
                "/dev/shm",
                "posixmq-c" + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX) + "-"
                        + COUNTER.incrementAndGet());
        LIVE.add(another);
        given.add(another);
        return another;
    }

    /** All files in the test's directory and those below it. */
    List<Path> files() {
        return files(path);
    }

    static List<Path> files(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return files(root);
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that hold messages which are not delivered any more. */
    List<Path> quarantine() {
        return files().stream()
                .filter(file -> file.getParent().endsWith("quarantine")
                        && file.getFileName().toString().endsWith(".message"))
                .toList();
    }

    /** A copy of the test's directory as its owners would leave it if they died now: locked by nobody. */
    Path copyOfTheDead() throws IOException {
        Path copy = another();
        for (Path file : files()) {
            Path to = copy.resolve(path.relativize(file));
            createPrivate(copy, to.getParent());
            try {
                Files.copy(file, to);
            } catch (NoSuchFileException gone) {
                // its owner has just closed it, empty
            }
        }
        return copy;
    }

    private static void createPrivate(Path root, Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            if (!directory.equals(root)) {
                createPrivate(root, directory.getParent());
            }
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    static void remove(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException gone) {
            // as it should be
        }
    }

    private static void removeQuietly(Path root) {
        try {
            remove(root);
        } catch (IOException | UncheckedIOException e) {
            System.err.println(root + " cannot be removed: " + e);
        }
    }
}
