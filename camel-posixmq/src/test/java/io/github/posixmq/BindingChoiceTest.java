package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which binding a JVM uses, and what it says when it cannot have the one that was asked for. */
class BindingChoiceTest {
    private static final int JAVA = Runtime.version().feature();

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    /** Tells what it is bound by, after a message went through a queue of its own. */
    static final class User {
        private User() {}

        public static void main(String[] arguments) {
            Child.attempt(() -> {
                String name = "/bound-" + ProcessHandle.current().pid();
                try (MessageQueue mq = MessageQueue.open(name, TestQueue.create(1, 8))) {
                    MessageQueue.unlink(name);
                    mq.send(new byte[] {42}, 3);
                    ReceivedMessage message = mq.receive();
                    return Libc.choice().binding() + " " + message.body()[0] + " " + message.priority();
                }
            });
        }
    }

    private static Binding brokenFfm() {
        throw new ExceptionInInitializerError(new LinkageError("no linker"));
    }

    private static Binding brokenJna() {
        throw new UnsatisfiedLinkError("no dispatcher");
    }

    private static Child.Builder user(String... options) {
        return Child.java(User.class).jvm(options);
    }

    private static boolean hasForeignFunctions() {
        return JAVA >= Foreign.SINCE;
    }

    private static void requireForeignFunctions() {
        assumeTrue(hasForeignFunctions(), "this is Java " + JAVA + ", without the Foreign Function API");
    }

    @Test
    void withoutThePropertyItIsForeignFunctionsWhereThereAreAny() {
        String expected = hasForeignFunctions() ? "ffm" : "jna";

        BindingChoice choice = BindingChoice.of(null, JAVA, FfmBinding::new, JnaBinding::new);

        assertThat(choice.binding()).hasToString(expected);
        assertThat(choice.cause()).isNull();
    }

    @Test
    void olderJavasDoNotEvenTryForeignFunctions() {
        assertThat(BindingChoice.of(null, 21, BindingChoiceTest::brokenFfm, JnaBinding::new)
                        .binding())
                .hasToString("jna");
    }

    @Test
    void jnaIsTheFallBackWhereForeignFunctionsCannotBeUsed() {
        assertThat(BindingChoice.of(null, 22, BindingChoiceTest::brokenFfm, JnaBinding::new)
                        .binding())
                .hasToString("jna");
    }

    @Test
    void ifNeitherWorksBothCausesAreTold() {
        BindingChoice choice = BindingChoice.of(null, 25, BindingChoiceTest::brokenFfm, BindingChoiceTest::brokenJna);

        assertThat(choice.binding()).isNull();
        assertThat(choice.reason()).contains("no dispatcher", "no linker");
        assertThat(choice.remedy()).contains("-Djna.tmpdir=", "--enable-native-access=ALL-UNNAMED");
        assertThat(choice.cause()).isInstanceOf(UnsatisfiedLinkError.class);
        assertThat(choice.cause().getSuppressed()).singleElement().isInstanceOf(ExceptionInInitializerError.class);
    }

    @Test
    void theOneThatWasAskedForIsNotReplaced() {
        BindingChoice ffm = BindingChoice.of("ffm", 25, BindingChoiceTest::brokenFfm, JnaBinding::new);
        BindingChoice jna = BindingChoice.of("jna", 25, BindingChoiceTest::brokenFfm, BindingChoiceTest::brokenJna);

        assertThat(ffm.binding()).isNull();
        assertThat(ffm.reason()).contains("no linker");
        assertThat(ffm.remedy()).contains("-Dposixmq.binding=jna");
        assertThat(jna.binding()).isNull();
        assertThat(jna.reason()).contains("no dispatcher").doesNotContain("no linker");
    }

    @Test
    void foreignFunctionsOnAnOldJavaAreRefusedWithTheVersionsInTheText() {
        BindingChoice choice = BindingChoice.of("ffm", 17, BindingChoiceTest::brokenFfm, JnaBinding::new);

        assertThat(choice.binding()).isNull();
        assertThat(choice.reason()).contains("posixmq.binding=ffm", "Java 22", "Java 17");
        assertThat(choice.remedy()).contains("-Dposixmq.binding=jna");
    }

    @Test
    void jnaCanBeForced() throws Exception {
        assertThat(user("-Dposixmq.binding=jna").runForLine()).isEqualTo("ok jna 42 3");
    }

    @Test
    void foreignFunctionsCanBeForcedOrAreRefusedByOpen() throws Exception {
        String line = user("-Dposixmq.binding=ffm").runForLine();

        if (hasForeignFunctions()) {
            assertThat(line).isEqualTo("ok ffm 42 3");
        } else {
            assertThat(line)
                    .startsWith("QueueUnavailableException ENOSYS mq_open")
                    .contains("posixmq.binding=ffm", "Java 22", "Java " + JAVA, "-Dposixmq.binding=jna");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "FFM", "panama", "jna "})
    void anyOtherValueIsRefusedByOpen(String value) throws Exception {
        assertThat(user("-Dposixmq.binding=" + value).runForLine())
                .startsWith("QueueUnavailableException ENOSYS mq_open")
                .contains("posixmq.binding=" + value + " is neither jna nor ffm", "java -Dposixmq.binding=jna");
    }

    @Test
    void foreignFunctionsNeedNothingOfJna(@TempDir Path folder) throws Exception {
        requireForeignFunctions();
        Path classes = folder.resolve("classes");

        String line = user("-Dposixmq.binding=ffm", "-Xlog:class+load:file=" + classes)
                .jvm("-Djna.tmpdir=/proc/no-such-folder", "-Djna.nosys=true")
                .runForLine();

        assertThat(line).isEqualTo("ok ffm 42 3");
        assertThat(Files.readAllLines(classes))
                .anyMatch(loaded -> loaded.contains("io.github.posixmq.FfmBinding"))
                .noneMatch(loaded -> loaded.contains("com.sun.jna"));
    }
}
