package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    /** The mode of a queue that this process has open, in octal. */
    private static String mode(String name) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (isFor(descriptor, name)) {
                    return Integer.toOctalString((int) Files.getAttribute(descriptor, "unix:mode") & 07777);
                }
            }
        }
        throw new IllegalStateException(name + " is not open");
    }

    private static boolean isFor(Path descriptor, String name) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(name);
        } catch (IOException closedSince) {
            return false;
        }
    }

    /** Creates a queue with the octal permissions given and prints those it has. */
    static final class Creator {
        private Creator() {}

        public static void main(String[] arguments) {
            for (int i = 1; i < arguments.length; i++) {
                OpenOptions options = TestQueue.create(1, 8).permissions(Integer.parseInt(arguments[i], 8));
                String name = arguments[0] + i;
                Child.attempt(() -> {
                    try (MessageQueue created = MessageQueue.open(name, options)) {
                        created.send(new byte[1], 0);
                        created.receive();
                        return mode(name);
                    } finally {
                        MessageQueue.unlink(name);
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"000", "022", "077"})
    void permissionsAreExactWhateverTheUmask(String umask) throws Exception {
        List<String> lines = Child.java(Creator.class, "/permissions", "777", "666", "640", "600", "344", "400", "0")
                .privateIpc()
                .setUp("umask " + umask)
                .asOrdinaryUser()
                .run();

        assertThat(lines).containsExactly("ok 777", "ok 666", "ok 640", "ok 600", "ok 344", "ok 400", "ok 0");
    }

    @Test
    void permissionsAreThoseOfTheOwnerAloneIfNotGiven() throws Exception {
        queue.open();

        assertThat(mode(queue.name())).isEqualTo("600");
    }

    @Test
    void openingAnExistingQueueLeavesItsPermissionsAlone() throws Exception {
        queue.open(TestQueue.create().permissions(0640)).close();

        queue.open(TestQueue.create().permissions(0666));

        assertThat(mode(queue.name())).isEqualTo("640");
    }

    /** Tries every way to open a queue, and to unlink it. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) {
            String name = arguments[0];
            Child.attempt(() -> open(name, OpenOptions.readOnly()));
            Child.attempt(() -> open(name, OpenOptions.writeOnly()));
            Child.attempt(() -> open(name, OpenOptions.readWrite()));
            Child.attempt(() -> open(name, TestQueue.create()));
            Child.attempt(() -> open(name, TestQueue.create().createExclusive()));
        }

        private static String open(String name, OpenOptions options) throws MessageQueueException {
            try (MessageQueue opened = MessageQueue.open(name, options)) {
                return opened.name().toString();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"000,,", "004,r,", "002,w,", "006,rw,rw"})
    void anotherUserMayDoWhatThePermissionsSay(String mode, String allowed, String both) throws Exception {
        queue.open(TestQueue.create().permissions(Integer.parseInt(mode, 8)));

        List<String> lines = Child.java(Opener.class, queue.name()).asStranger().run();

        String denied = "MessageQueueException EACCES mq_open " + queue.name();
        String granted = "ok " + queue.name();
        boolean read = allowed != null && allowed.contains("r");
        boolean write = allowed != null && allowed.contains("w");
        assertThat(lines.get(0)).startsWith(read ? granted : denied);
        assertThat(lines.get(1)).startsWith(write ? granted : denied);
        assertThat(lines.get(2)).startsWith(both != null ? granted : denied);
        assertThat(lines.get(3)).startsWith(both != null ? granted : denied);
        assertThat(lines.get(4)).startsWith("QueueExistsException EEXIST");
    }

    @Test
    void accessDeniedSaysWhatToDo() throws Exception {
        queue.open(TestQueue.create().permissions(0600));

        assertThat(Child.java(Opener.class, queue.name()).asStranger().run().get(0))
                .contains("owner")
                .containsPattern("0?6[06][06]");
    }

    @Test
    void ownerWithoutPermissionIsDeniedAsWell() throws Exception {
        List<String> lines =
                Child.java(SelfDenied.class, queue.name()).asOrdinaryUser().run();

        assertThat(lines.get(0)).startsWith("ok");
        assertThat(lines.get(1)).startsWith("MessageQueueException EACCES mq_open " + queue.name());
    }

    /** Creates a queue nobody may open, and opens it. */
    static final class SelfDenied {
        private SelfDenied() {}

        public static void main(String[] arguments) {
            Child.attempt(
                    () -> MessageQueue.open(arguments[0], TestQueue.create().permissions(0)));
            Child.attempt(() -> MessageQueue.open(arguments[0], OpenOptions.readOnly()));
        }
    }

    /** Unlinks a queue by its name. */
    static final class Unlinker {
        private Unlinker() {}

        public static void main(String[] arguments) {
            Child.attempt(() -> {
                MessageQueue.unlink(arguments[0]);
                return "unlinked";
            });
            Child.attempt(() -> {
                try (MessageQueue opened = MessageQueue.open(arguments[0], OpenOptions.readWrite())) {
                    return opened.unlinkIfCurrent();
                }
            });
        }
    }

    @Test
    void anotherUserCannotUnlinkWhatItMayUse() throws Exception {
        MessageQueue opened = queue.open(TestQueue.create().permissions(0666));

        List<String> lines =
                Child.java(Unlinker.class, queue.name()).asStranger().run();

        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("MessageQueueException EACCES mq_unlink " + queue.name())
                .contains("owner"));
        assertThat(opened.isUnlinked()).isFalse();
    }

    @Test
    void queueOfAnotherUserThatMayBeUsedCarriesMessages() throws Exception {
        Child.peer("create", queue.name(), "2", "8", "0666").asStranger().run();

        MessageQueue opened = queue.open();
        opened.send(new byte[] {1}, 2);

        assertThat(opened.wasCreated()).isFalse();
        assertThat(opened.receive().priority()).isEqualTo(2);
    }

    @Test
    void unlinkOfAnAbsentQueueIsNotFound() {
        assertThatExceptionOfType(QueueNotFoundException.class)
                .isThrownBy(() -> MessageQueue.unlink(queue.name()))
                .withMessageContaining("mq_unlink " + queue.name())
                .satisfies(e -> assertThat(e.errnoName()).isEqualTo("ENOENT"));
    }
}
