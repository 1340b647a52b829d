package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventComparisonTest {
    @TempDir
    Path folder;

    private EventComparison compare(String input, String output) throws IOException {
        return compare(input, output, "");
    }

    private EventComparison compare(String input, String output, String marked) throws IOException {
        return EventComparison.of(file("in", input), file("out", output), file("marked", marked));
    }

    private EventFile file(String name, String content) throws IOException {
        Path path = folder.resolve(name);
        Files.writeString(path, content);
        return EventFile.at(path);
    }

    @Test
    void sameLinesInAnotherOrderAreClean() throws IOException {
        EventComparison comparison = compare("1\n2\n3\n", "3\n1\n2\n");
        assertThat(comparison.isClean()).isTrue();
        assertThat(comparison).isEqualTo(new EventComparison(3, 3, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void missingLineIsLostAndTheFirstIsNamed() throws IOException {
        EventComparison comparison = compare("1\n2\n3\n4\n", "4\n1\n");
        assertThat(comparison.isClean()).isFalse();
        assertThat(comparison).isEqualTo(new EventComparison(4, 2, 2, 0, 0, 2, 0, 0));
        assertThat(comparison.reason())
                .isEqualTo("2 lost (the first is line 2), 0 duplicated (0 of them without a mark), "
                        + "0 altered of 4 events.");
    }

    @Test
    void lineThereTwiceIsDuplicated() throws IOException {
        assertThat(compare("1\n2\n", "1\n2\n2\n")).isEqualTo(new EventComparison(2, 3, 0, 1, 0, 0, 0, 1));
    }

    @Test
    void changedByteIsAlteredAndItsEventLost() throws IOException {
        assertThat(compare("\"Äpfel\"\n2\n", "\"Apfel\"\n2\n")).isEqualTo(new EventComparison(2, 2, 1, 0, 1, 1, 0, 0));
    }

    @Test
    void equalLinesMustComeOutAsOftenAsTheyWentIn() throws IOException {
        assertThat(compare("7\n7\n7\n", "7\n7\n7\n").isClean()).isTrue();
        assertThat(compare("7\n7\n7\n", "7\n7\n").lost()).isEqualTo(1);
        assertThat(compare("7\n7\n", "7\n7\n7\n").duplicated()).isEqualTo(1);
    }

    @Test
    void emptyOutputIsAllLost() throws IOException {
        assertThat(compare("1\n2\n", "")).isEqualTo(new EventComparison(2, 0, 2, 0, 0, 1, 0, 0));
    }

    @Test
    void afterAKillLinesMayBeThereTwiceThatWereHeldAndAreMarked() throws IOException {
        EventComparison comparison = compare("1\n2\n3\n", "1\n2\n2\n3\n", "2\n3\n");
        assertThat(comparison).isEqualTo(new EventComparison(3, 4, 0, 1, 0, 0, 2, 0));
        assertThat(comparison.isCleanAfter(new Kill(1))).isTrue();
        assertThat(comparison.isCleanAfter(new Kill(0))).isFalse();
        assertThat(comparison.isClean()).isFalse();
    }

    @Test
    void afterAKillADuplicateWithoutAMarkIsNotClean() throws IOException {
        EventComparison comparison = compare("1\n2\n3\n", "1\n2\n2\n3\n", "3\n");
        assertThat(comparison.unmarked()).isEqualTo(1);
        assertThat(comparison.isCleanAfter(new Kill(16))).isFalse();
        assertThat(comparison.reason()).contains("1 duplicated (1 of them without a mark)");
    }

    @Test
    void afterAKillALossOrAChangeIsNotClean() throws IOException {
        assertThat(compare("1\n2\n", "1\n").isCleanAfter(new Kill(16))).isFalse();
        assertThat(compare("1\n", "1\n2\n", "2\n").isCleanAfter(new Kill(16))).isFalse();
    }
}
