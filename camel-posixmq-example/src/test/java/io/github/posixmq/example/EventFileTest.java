package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    @TempDir
    Path folder;

    private EventFile file(String content) throws IOException {
        Path path = folder.resolve("events.ndjson");
        Files.writeString(path, content);
        return EventFile.at(path);
    }

    private static List<String> read(EventFile file) throws IOException {
        List<String> events = new ArrayList<>();
        file.forEach((line, body, priority) ->
                events.add(line + ":" + priority + ":" + new String(body, StandardCharsets.UTF_8)));
        return events;
    }

    @Test
    void everyLineIsAnEvent() throws IOException {
        assertThat(read(file("{\"level\":\"warn\"}\n\"Äpfel\"\n")))
                .containsExactly("1:6:{\"level\":\"warn\"}", "2:4:\"Äpfel\"");
    }

    @Test
    void lastLineNeedsNoLineFeed() throws IOException {
        assertThat(read(file("1\n2"))).containsExactly("1:4:1", "2:4:2");
    }

    @Test
    void blankLinesArePassedOverAndCounted() throws IOException {
        assertThat(read(file("\n1\n  \r\n2\n\n"))).containsExactly("2:4:1", "4:4:2");
    }

    @Test
    void carriageReturnStaysInTheEvent() throws IOException {
        assertThat(read(file("1\r\n"))).containsExactly("1:4:1\r");
    }

    @Test
    void lineThatIsNotJsonIsNamed() {
        assertThatThrownBy(() -> read(file("{}\nhello\n")))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("(?s)Line 2 of .*events.ndjson is not JSON: .*hello.*");
    }

    @Test
    void missingFileIsNamed() {
        Path missing = folder.resolve("missing.ndjson");
        assertThatThrownBy(() -> read(EventFile.at(missing)))
                .isInstanceOf(IOException.class)
                .hasMessage("There is no file " + missing + ".");
    }
}
