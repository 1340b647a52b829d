package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Lists queues, each time in namespaces of its own with a /dev of its own. */
class MessageQueuesTest {
    private static final String MOUNT = "mkdir /dev/mqueue && mount -t mqueue none /dev/mqueue";

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @TempDir
    Path folder;

    /** Prints the list, creates the queues named by the arguments, and prints it again. */
    static final class Lister {
        private Lister() {}

        public static void main(String[] names) throws Exception {
            Child.attempt(Lister::list);
            for (String name : names) {
                MessageQueue.open(name, TestQueue.create(1, 8));
            }
            Child.attempt(Lister::list);
        }

        private static Object list() throws MessageQueueException {
            return MessageQueues.list().stream()
                    .map(name -> name.toString().chars().allMatch(c -> c < 128)
                            ? name.toString()
                            : name.toString().chars().boxed().toList())
                    .map(Object::toString)
                    .sorted()
                    .toList();
        }
    }

    private Child.Builder lister(String... names) {
        return Child.java(Lister.class, names)
                .privateMounts()
                .setUp("mkdir " + folder + "/dev && mount --rbind /dev " + folder + "/dev")
                .setUp("mount -t tmpfs -o mode=755 none /dev")
                .setUp("for f in null zero random urandom; do touch /dev/$f; mount --bind " + folder
                        + "/dev/$f /dev/$f; done");
    }

    @Test
    void listHoldsEveryQueueAndNoneTwice() throws Exception {
        assertThat(lister("/b", "/a", "/...", "/c d").privateIpc().setUp(MOUNT).run())
                .containsExactly("ok []", "ok [/..., /a, /b, /c d]");
    }

    @Test
    void listSaysNothingOfTheQueueItLooksWith() throws Exception {
        assertThat(lister().privateIpc().setUp(MOUNT).run()).containsExactly("ok []", "ok []");
    }

    @Test
    void namesAreRightWhateverTheLocale() throws Exception {
        // 'ü' as the test's locale may pass it on, and the same made in the kernel
        assertThat(lister("/plain")
                        .privateIpc()
                        .setUp(MOUNT)
                        .setUp("export LC_ALL=C")
                        .setUp("touch /dev/mqueue/$(printf '\\303\\274')")
                        .run())
                .containsExactly("ok [[47, 252]]", "ok [/plain, [47, 252]]");
    }

    @Test
    void nameThatIsNotUtf8IsLeftOut() throws Exception {
        assertThat(lister("/a")
                        .privateIpc()
                        .setUp(MOUNT)
                        .setUp("touch /dev/mqueue/$(printf '\\377x')")
                        .run())
                .containsExactly("ok []", "ok [/a]");
    }

    @Test
    void listWorksWhereNoFurtherQueueMayBeCreated() throws Exception {
        assertThat(lister("/a", "/b")
                        .privateIpc()
                        .setUp(MOUNT)
                        .setUp("echo 2 > /proc/sys/fs/mqueue/queues_max")
                        .run()
                        .get(1))
                .isEqualTo("ok [/a, /b]");
    }

    @Test
    void withoutTheDirectoryTheErrorSaysWhatToMount() throws Exception {
        assertThat(lister("/a").privateIpc().run()).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("MessageQueueException ENOENT")
                .contains("/dev/mqueue", "mount -t mqueue none /dev/mqueue"));
    }

    @Test
    void withoutTheMountTheErrorSaysWhatToMount() throws Exception {
        assertThat(lister("/a").privateIpc().setUp("mkdir /dev/mqueue").run())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("MessageQueueException ENOENT")
                        .contains("not", "/dev/mqueue", "mount -t mqueue none /dev/mqueue"));
    }

    @Test
    void mountOfAnotherNamespaceIsNotTakenForOurs() throws Exception {
        assertThat(lister("/a").privateIpc().setUp(MOUNT).privateIpcAfterSetUp().run())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("MessageQueueException ")
                        .contains("another IPC namespace", "mount -t mqueue none /dev/mqueue"));
    }
}
