package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host gets to hear that has no POSIX queues, or on which the native library cannot be loaded. */
class UnavailableHostTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @TempDir
    Path folder;

    /** Tries, twice, everything that can be tried without a queue, and prints failures with their causes. */
    static final class Newcomer {
        private Newcomer() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                say(() -> MessageQueue.open("/newcomer", OpenOptions.readWrite().create()));
                say(() -> {
                    MessageQueue.unlink("/newcomer");
                    return "unlinked";
                });
                say(MessageQueues::list);
            }
        }

        private static void say(Callable<?> action) {
            String line;
            try {
                line = "ok " + action.call();
            } catch (QueueUnavailableException e) {
                line = e.getMessage() + " BECAUSE " + e.getCause();
            } catch (Throwable t) {
                line = "unexpected " + t;
            }
            System.out.println(line.replace("\n", "\\n"));
        }
    }

    private static void assertAllSay(List<String> lines, String... parts) {
        assertThat(lines).hasSize(6).allSatisfy(line -> assertThat(line).contains(parts));
        assertThat(lines.get(0)).startsWith("mq_open /newcomer: ");
        assertThat(lines.get(1)).startsWith("mq_unlink /newcomer: ");
        assertThat(lines.subList(3, 6)).isEqualTo(lines.subList(0, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mac OS X", "Windows 11", "FreeBSD"})
    void anotherSystemIsNamed(String system) throws Exception {
        List<String> lines =
                Child.java(Newcomer.class).jvm("-Dos.name=" + system).run();

        assertAllSay(lines, system, "(ENOSYS)", "Linux");
    }

    @Test
    void anotherProcessorIsNamed() throws Exception {
        List<String> lines = Child.java(Newcomer.class).jvm("-Dos.arch=mips64").run();

        assertAllSay(lines, "mips64", "(ENOSYS)");
    }

    @Test
    void temporaryFolderThatCannotBeWrittenIsACauseWithARemedy() throws Exception {
        List<String> lines = Child.java(Newcomer.class)
                .jvm("-Dposixmq.binding=jna", "-Djna.tmpdir=/proc/no-such-folder", "-Djna.nosys=true")
                .run();

        assertAllSay(lines, "(ENOSYS)", "java -Djna.tmpdir=", "BECAUSE java.lang.", "/proc/no-such-folder");
    }

    @Test
    void temporaryFolderThatMayNotExecuteIsACauseWithARemedy() throws Exception {
        List<String> lines = Child.java(Newcomer.class)
                .privateMounts()
                .setUp("mount -t tmpfs -o noexec none " + folder)
                .jvm("-Dposixmq.binding=jna", "-Djna.tmpdir=" + folder, "-Djna.nosys=true")
                .run();

        assertAllSay(lines, "(ENOSYS)", "noexec", "java -Djna.tmpdir=", "BECAUSE java.lang.UnsatisfiedLinkError");
    }

    @Test
    void nativeLibraryThatIsNowhereIsACauseWithARemedy() throws Exception {
        List<String> lines = Child.java(Newcomer.class)
                .jvm("-Dposixmq.binding=jna", "-Djna.nounpack=true", "-Djna.nosys=true", "-Djna.noclasspath=true")
                .run();

        assertAllSay(lines, "(ENOSYS)", "-Djna.", "BECAUSE java.lang.UnsatisfiedLinkError");
    }

    /** Uses what needs no native library. */
    static final class Values {
        private Values() {}

        public static void main(String[] arguments) {
            Child.attempt(() -> QueueName.of("orders"));
            Child.attempt(() -> OpenOptions.readOnly().maxMessages(1) != null);
            Child.attempt(() -> QueueLimits.bytesNeeded(10, 8192));
            Child.attempt(() -> QueueLimits.current().msgMax() > 0);
        }
    }

    @Test
    void valuesAreUsableWithoutTheNativeLibrary() throws Exception {
        assertThat(Child.java(Values.class).jvm("-Dos.name=Mac OS X").run())
                .containsExactly("ok /orders", "ok true", "ok 82880", "ok true");
        assertThat(Child.java(Values.class)
                        .jvm("-Dposixmq.binding=jna", "-Djna.tmpdir=/proc/no-such-folder", "-Djna.nosys=true")
                        .run())
                .containsExactly("ok /orders", "ok true", "ok 82880", "ok true");
    }
}
