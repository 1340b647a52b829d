package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueNameTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @Test
    void nameWithoutTheSlashGetsIt() {
        assertThat(QueueName.of("orders")).isEqualTo(QueueName.of("/orders")).hasToString("/orders");
        assertThat(QueueName.of("orders").hashCode())
                .isEqualTo(QueueName.of("/orders").hashCode());
        assertThat(QueueName.of("/orders").withoutSlash()).isEqualTo("orders");
        assertThat(QueueName.of("/orders")).isNotEqualTo(QueueName.of("/Orders"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void emptyNameIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueName.of(name))
                .withMessageContaining("'" + name + "'")
                .withMessageContaining("empty")
                .withMessageContaining("/orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/b", "//a", "/a/", "a/b", "//"})
    void furtherSlashIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueName.of(name))
                .withMessageContaining("'" + name + "'")
                .withMessageContaining("slash");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "/.", "/.."})
    void dotAndDotDotAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueName.of(name))
                .withMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "/\0", "a\0b", "/a\0", "/\0a"})
    void nulAnywhereIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueName.of(name))
                .withMessageContaining("NUL");
    }

    @Test
    void nulInANameOfTheGreatestLengthIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueName.of("/" + "a".repeat(254) + "\0"))
                .withMessageContaining("NUL");
    }

    @Test
    void nullIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> QueueName.of(null));
    }

    @Test
    void lengthCountsTheBytesAfterTheSlash() {
        assertThat(QueueName.of("/" + "a".repeat(255)).withoutSlash()).hasSize(255);
        assertThat(QueueName.of("a".repeat(255)).toString()).hasSize(256);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueName.of("/" + "a".repeat(256)))
                .withMessageContaining("256")
                .withMessageContaining("255");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueName.of("a".repeat(256)))
                .withMessageContaining("255");
    }

    @Test
    void lengthIsThatInUtf8() {
        assertThat(QueueName.of("/" + "é".repeat(127) + "a").withoutSlash()).hasSize(128);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueName.of("/" + "é".repeat(128)))
                .withMessageContaining("256")
                .withMessageContaining("255");
    }

    @Test
    void halfOfASurrogatePairIsRefusedRatherThanReplaced() {
        assertThatIllegalArgumentException().isThrownBy(() -> QueueName.of("/a\ud83d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/...", "/.a", "/ ", "/a b", "/line\nbreak", "/-", "/naïve-ключ-鍵-😀", "/..."})
    void unusualNamesThatTheKernelTakesCanBeOpened(String name) throws Exception {
        queue.unlinkLater(name);

        try (MessageQueue created = queue.open(name, TestQueue.create(1, 8).createExclusive());
                MessageQueue again = queue.open(name, OpenOptions.readOnly())) {
            created.send(new byte[] {7}, 0);
            assertThat(again.tryReceive().body()).containsExactly(7);
        }
    }

    @Test
    void namesOfTheGreatestLengthCanBeOpened() throws Exception {
        String ascii = "/" + "n".repeat(255);
        String unicode = "/" + "é".repeat(127) + "x";
        queue.unlinkLater(ascii);
        queue.unlinkLater(unicode);

        assertThat(queue.open(ascii, TestQueue.create(1, 8)).name()).isEqualTo(QueueName.of(ascii));
        assertThat(queue.open(unicode, TestQueue.create(1, 8)).name()).isEqualTo(QueueName.of(unicode));
    }

    @Test
    void openWithABadNameSaysWhatIsWrongWithIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageQueue.open("/a/b", TestQueue.create()))
                .withMessageContaining("/a/b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageQueue.unlink("/a/b"))
                .withMessageContaining("/a/b");
    }
}
