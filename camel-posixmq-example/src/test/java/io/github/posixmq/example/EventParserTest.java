package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {
    private final EventParser parser = new EventParser();

    private int priority(String line) throws IOException {
        return parser.priority(line.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"trace,0", "debug,2", "info,4", "WARN,6", "warning,6", "error,8", "fatal,9", "unheard-of,4"})
    void levelDecidesThePriority(String level, int priority) throws IOException {
        assertThat(priority("{\"id\":1,\"level\":\"" + level + "\",\"text\":\"Ø\"}"))
                .isEqualTo(priority);
    }

    @Test
    void onlyTheLevelOfTheEventItselfCounts() throws IOException {
        assertThat(priority("{\"inner\":{\"level\":\"fatal\"},\"list\":[{\"level\":\"error\"}]}"))
                .isEqualTo(EventParser.NORMAL_PRIORITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "\"text\"", "[1,2]", "null", "{\"level\":7}", " {} \r"})
    void anyJsonValueIsAnEvent(String line) throws IOException {
        assertThat(priority(line)).isEqualTo(EventParser.NORMAL_PRIORITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "hello", "{} {}", "1 2", "{\"a\":}", "]"})
    void whatIsNotOneJsonValueIsRefusedInOneLine(String line) {
        assertThatThrownBy(() -> priority(line))
                .isInstanceOf(IOException.class)
                .message()
                .isNotEmpty()
                .doesNotContain("\n");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> parser.priority(new byte[] {'"', (byte) 0xFF, '"'}))
                .isInstanceOf(IOException.class);
    }
}
