package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the files are, who may get at them, and what becomes of them when somebody deletes them. */
class JournalDirectoryTest {
    private static final Duration LONG = Duration.ofHours(1);

    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    private static String mode(Path path) throws IOException {
        return Integer.toOctalString((int) Files.getAttribute(path, "unix:mode") & 07777);
    }

    /** Modes of a directory and of all below. */
    private static Set<String> modes(Path root) throws IOException {
        Set<String> modes = new TreeSet<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.toList()) {
                modes.add((Files.isDirectory(each) ? "directory " : "file ") + mode(each));
            }
        }
        return modes;
    }

    /** Opens a journal in the directory under the umask, with a message in quarantine, and prints the modes of all. */
    static final class Modes {
        private Modes() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[1]);
            JournalOptions options = JournalOptions.defaults().directory(directory);
            try (MessageQueue mq =
                    MessageQueue.open(arguments[0], TestQueue.create().permissions(0600))) {
                mq.send(new byte[1], 0);
                mq.send(new byte[2], 0);
                NativeLibrary.getProcess()
                        .getFunction("umask")
                        .invokeInt(new Object[] {Integer.parseInt(arguments[2], 8)});
                try (Journal journal = Journal.open(mq.name(), 64, options)) {
                    journal.receive(mq, Duration.ZERO).quarantine("a test");
                    journal.receive(mq, Duration.ZERO).putBack();
                    Child.attempt(() -> modes(directory));
                }
                Child.attempt(() -> {
                    try (Journal journal = Journal.open(mq.name(), 64, options)) {
                        journal.receive(mq, Duration.ZERO).release();
                        return "taken over";
                    }
                });
            } finally {
                MessageQueue.unlink(arguments[0]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077", "277", "777"})
    void directoriesAndFilesAreTheOwnersAloneWhateverTheUmask(String umask) throws Exception {
        Path parent = Files.createDirectory(journals.anotherDirectory());
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));

        List<String> lines = Child.java(
                        Modes.class, queue.name(), parent.resolve("j").toString(), umask)
                .asOrdinaryUser()
                .run();

        assertThat(lines).containsExactly("ok [directory 700, file 600]", "ok taken over");
    }

    @Test
    void fileIsInADirectoryOfTheIpcNamespace() throws Exception {
        journals.open();

        String namespace =
                Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")).toString().replaceAll("\\D", "");
        assertThat(journals.file().getParent()).isEqualTo(journals.directory().resolve("ipc-" + namespace));
    }

    @Test
    void relativePathIsMeantFromTheWorkingDirectory() throws Exception {
        Path relative = Path.of("").toAbsolutePath().relativize(journals.directory());

        journals.open(journals.options(relative));

        assertThat(journals.file()).exists();
    }

    private void assertRefused(Path directory, String... words) {
        assertThatExceptionOfType(MessageQueueException.class)
                .isThrownBy(() -> journals.open(journals.options(directory)))
                .withMessageContaining(directory.toString())
                .withMessageContainingAll(words);
    }

    @Test
    void directoryWhoseParentIsMissingIsRefused() {
        Path missing = journals.directory().resolve("missing");

        assertRefused(missing, "ENOENT", "journalDirectory", "deliveryGuarantee=atMostOnce");
        assertThat(journals.directory()).doesNotExist();
    }

    @Test
    void fileInsteadOfADirectoryIsRefused() throws Exception {
        Files.writeString(journals.directory(), "a file");

        assertRefused(journals.directory(), "ENOTDIR", "journalDirectory");
        assertThat(journals.directory()).hasContent("a file");
    }

    @Test
    void symbolicLinkInsteadOfTheDirectoryIsNotFollowed() throws Exception {
        Path target = Files.createDirectory(
                journals.anotherDirectory(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(journals.directory(), target);

        assertRefused(journals.directory(), "journalDirectory");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void symbolicLinkInsteadOfTheNamespacesDirectoryIsNotFollowed() throws Exception {
        journals.open().close();
        Path own = onlyDirectory(journals.directory());
        Path target = journals.anotherDirectory();
        Files.move(own, target);
        Files.createSymbolicLink(own, target);

        assertRefused(own.getParent(), own.toString());
        assertThat(target).isEmptyDirectory();
    }

    private static Path onlyDirectory(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource({"rwxr-x---, 0750", "rwx-----x, 0701", "rwx--x---, 0710", "rwxrwxrwx, 0777"})
    void directoryThatOthersMayEnterIsRefusedWithTheCommandThatMendsIt(String permissions, String mode)
            throws Exception {
        journals.open().close();
        for (Path each : List.of(journals.directory(), onlyDirectory(journals.directory()))) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(permissions));

            assertRefused(journals.directory(), mode, "Type: chmod 700 " + each);

            assertThat(new ProcessBuilder("chmod", "700", each.toString())
                            .start()
                            .waitFor())
                    .isZero();
            journals.open().close();
        }
    }

    /** Tries to open a journal and prints what came of it, and the files that are left below the directory. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) {
            Path directory = Path.of(arguments[0]);
            int maxHeld = Integer.parseInt(arguments[1]);
            JournalOptions options =
                    JournalOptions.defaults().directory(directory).maxHeld(maxHeld);
            Child.attempt(() -> {
                Journal.open(QueueName.of("/any"), 8192, options).close();
                return "opened";
            });
            Child.attempt(() -> filesBelow(directory));
            Child.attempt(() -> descriptorsBelow(directory));
        }

        private static List<String> filesBelow(Path directory) throws IOException {
            if (!Files.exists(directory)) {
                return List.of();
            }
            try (Stream<Path> all = Files.walk(directory)) {
                return all.filter(path -> !Files.isDirectory(path))
                        .map(Path::toString)
                        .toList();
            }
        }

        private static List<String> descriptorsBelow(Path directory) throws IOException {
            List<String> found = new ArrayList<>();
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                for (Path descriptor : descriptors.toList()) {
                    try {
                        String target = Files.readSymbolicLink(descriptor).toString();
                        if (target.startsWith(directory.toString())) {
                            found.add(target);
                        }
                    } catch (IOException closedSince) {
                        // that of the listing itself
                    }
                }
            }
            return found;
        }
    }

    @Test
    void directoryOfAnotherUserIsRefused() throws Exception {
        journals.open().close();

        List<String> lines = Child.java(Opener.class, journals.directory().toString(), "1")
                .asStranger()
                .run();

        assertThat(lines.get(0))
                .startsWith("MessageQueueException EACCES")
                .contains(journals.directory().toString())
                .contains("journalDirectory");
    }

    @Test
    void directoryGivenAwayIsRefusedAndNamesBothUsers() throws Exception {
        TestQueue.require(
                "root".equals(System.getProperty("user.name")), "only root can give a directory to another user");
        journals.open().close();
        Files.setAttribute(journals.directory(), "unix:uid", 65534);

        assertRefused(journals.directory(), "65534", "user 0", "EACCES", "journalDirectory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with nothing in it", "with the directories in it"})
    void readOnlyFileSystemIsRefusedWithARemedy(String how) throws Exception {
        Path mount = Files.createDirectory(journals.directory());
        String fill = how.contains("directories")
                ? "\numask 077\nmkdir -p " + mount + "/j/ipc-$(readlink /proc/self/ns/ipc | tr -dc 0-9)"
                : "";

        List<String> lines = Child.java(Opener.class, mount + "/j", "1")
                .privateMounts()
                .setUp("mount -t tmpfs -o size=1m none " + mount + fill + "\nmount -o remount,ro " + mount)
                .run();

        assertThat(lines.get(0))
                .startsWith("MessageQueueException EROFS")
                .contains(mount + "/j")
                .contains("journalDirectory")
                .contains("deliveryGuarantee=atMostOnce");
        assertThat(lines.subList(1, 3)).containsExactly("ok []", "ok []");
    }

    @Test
    void fullFileSystemIsRefusedWithARemedyAndNothingIsLeft() throws Exception {
        Path mount = Files.createDirectory(journals.directory());

        List<String> lines = Child.java(Opener.class, mount + "/j", "16")
                .privateMounts()
                .setUp("mount -t tmpfs -o size=64k none " + mount)
                .run();

        assertThat(lines.get(0))
                .startsWith("MessageQueueException ENOSPC")
                .contains(mount + "/j")
                .contains("journalDirectory")
                .contains("deliveryGuarantee=atMostOnce");
        assertThat(lines.subList(1, 3)).containsExactly("ok []", "ok []");
    }

    @Test
    void smallFileSystemIsEnoughForWhatFits() throws Exception {
        Path mount = Files.createDirectory(journals.directory());

        assertThat(Child.java(Opener.class, mount + "/j", "5")
                        .privateMounts()
                        .setUp("mount -t tmpfs -o size=64k none " + mount)
                        .run())
                .containsExactly("ok opened", "ok []", "ok []");
    }

    /** Opens a journal at the default place and prints the paths and modes below it, without its number. */
    static final class Defaults {
        private Defaults() {}

        public static void main(String[] arguments) throws Exception {
            try (Journal journal = Journal.open(QueueName.of("/any"), 64, JournalOptions.defaults())) {
                Child.attempt(() -> {
                    try (Stream<Path> all = Files.walk(Path.of("/dev/shm"))) {
                        List<String> found = new ArrayList<>();
                        for (Path each : all.sorted(Comparator.naturalOrder()).toList()) {
                            found.add(each.toString()
                                            .replaceAll("ipc-\\d+", "ipc-N")
                                            .replaceAll("N/.*held", "N/held") + " " + mode(each));
                        }
                        return found.subList(1, found.size()) + " " + journal.held();
                    }
                });
            }
        }
    }

    @Test
    void defaultPlaceIsBelowDevShm() throws Exception {
        String uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();

        assertThat(Child.java(Defaults.class)
                        .privateIpc()
                        .privateMounts()
                        .setUp("mount -t tmpfs -o mode=1777 none /dev/shm")
                        .runForLine())
                .isIn(defaults(uid), defaults("0"));
    }

    /** In a user namespace, which an ordinary user needs for mounting, everybody is root. */
    private static String defaults(String uid) {
        String own = "/dev/shm/posixmq-" + uid;
        return "ok [" + own + " 700, " + own + "/ipc-N 700, " + own + "/ipc-N/held 600] 0";
    }

    private void delete(boolean whole) throws IOException {
        if (whole) {
            TestJournal.remove(journals.directory());
        } else {
            Files.delete(journals.file());
        }
    }

    private void awaitRecreated(long deletedAt) {
        BlockedCall.awaitTrue(
                "the journal to be recreated", () -> !journals.heard().recreated.isEmpty());
        assertThat(System.nanoTime() - deletedAt).as("nanoseconds").isLessThan(2_500_000_000L);
        assertThat(journals.heard().recreated).containsExactly(journals.file());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deletedFileIsMadeAgainAndNothingIsLostWhileTheProcessLives(boolean wholeDirectory) throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "released", "failed", "put back", "kept");
        List<Delivery> before = TestJournal.receiveAll(journal, mq);

        delete(wholeDirectory);
        awaitRecreated(System.nanoTime());
        assertThat(mode(journals.file())).isEqualTo("600");

        before.get(0).release();
        before.get(1).redeliver(Duration.ofMillis(10));
        assertThat(TestJournal.text(TestJournal.receive(journal, mq))).isEqualTo("failed");
        before.get(2).putBack();
        Delivery back = TestJournal.receive(journal, mq);
        assertThat(TestJournal.text(back)).isEqualTo("put back");
        back.release();
        assertThat(journal.held()).isEqualTo(2);

        TestJournal.send(mq, "after");
        TestJournal.receive(journal, mq);
        assertThat(TestJournal.texts(TestJournal.receiveAll(journals.openAfterDeath(), mq)))
                .containsExactly("after");
        before.get(3).release();
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readerThatWaitsGoesOverToTheNewFile(boolean wholeDirectory) throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        BlockedCall<Delivery> reader =
                BlockedCall.start(() -> journal.receive(mq, LONG)).awaitPolling();

        delete(wholeDirectory);
        awaitRecreated(System.nanoTime());
        reader.awaitPolling();
        TestJournal.send(mq, "after");
        reader.result();

        assertThat(TestJournal.texts(TestJournal.receiveAll(journals.openAfterDeath(), mq)))
                .containsExactly("after");
    }

    @Tag("slow")
    @Test
    void messageReceivedAfterTheDeletionIsFoundWhenTheProcessIsKilled() throws Exception {
        MessageQueue mq = queue.open();
        try (Child child =
                JournalChild.of(queue.name(), journals.directory(), "hold", "1").start()) {
            assertThat(child.readLine()).isEqualTo("ready");
            TestJournal.remove(journals.directory());
            assertThat(child.readLine()).isEqualTo("recreated");
            TestJournal.send(mq, "after");
            assertThat(child.readLine()).startsWith("0 0:");
            child.kill();
        }

        assertThat(TestJournal.texts(TestJournal.receiveAll(journals.open(), mq)))
                .containsExactly("after");
    }

    @Tag("slow")
    @Test
    void journalWhoseFilesAreDeletedLeavesNothingBehind() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = journals.open();
        TestJournal.send(mq, "a");
        Delivery held = TestJournal.receive(journal, mq);
        delete(true);
        awaitRecreated(System.nanoTime());
        held.release();

        journal.close();

        assertThat(journals.files()).isEmpty();
        assertThat(Opener.descriptorsBelow(journals.directory())).isEmpty();
    }

    /** Holds its own message, is told to look again what it can take over, and prints it. */
    static final class Namespace {
        private Namespace() {}

        public static void main(String[] arguments) throws Exception {
            JournalOptions options = JournalOptions.defaults().directory(Path.of(arguments[0]));
            try (MessageQueue mq = MessageQueue.open("/same", TestQueue.create(1, 64))) {
                mq.send(arguments[1].getBytes(UTF_8), 0);
                try (Journal journal = Journal.open(mq.name(), 64, options)) {
                    journal.receive(mq, Duration.ZERO).putBack();
                }
                System.out.println("left");
                System.in.read();
                try (Journal journal = Journal.open(mq.name(), 64, options)) {
                    for (Delivery next = journal.receive(mq, Duration.ZERO);
                            next != null;
                            next = journal.receive(mq, Duration.ZERO)) {
                        System.out.println(TestJournal.text(next));
                        next.release();
                    }
                }
            }
        }
    }

    @Test
    void nothingCrossesFromOneIpcNamespaceToAnother() throws Exception {
        try (Child one = Child.java(Namespace.class, journals.directory().toString(), "of one")
                        .privateIpc()
                        .start();
                Child two = Child.java(Namespace.class, journals.directory().toString(), "of two")
                        .privateIpc()
                        .start()) {
            assertThat(one.readLine()).isEqualTo("left");
            assertThat(two.readLine()).isEqualTo("left");
            one.writeLine("now");
            assertThat(one.finish()).containsExactly("of one");
            two.writeLine("now");
            assertThat(two.finish()).containsExactly("of two");
        }
    }
}
