package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.IntSummaryStatistics;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ShippedEventsTest {
    @Test
    void theyAreManyAndOfManyKinds() throws IOException {
        IntSummaryStatistics sizes = new IntSummaryStatistics();
        Set<Integer> priorities = new TreeSet<>();
        int[] notAscii = {0};
        EventFile.shipped().forEach((line, body, priority) -> {
            sizes.accept(body.length);
            priorities.add(priority);
            notAscii[0] += hasNonAscii(body) ? 1 : 0;
        });

        assertThat(sizes.getCount()).isGreaterThanOrEqualTo(10_000);
        assertThat(sizes.getMin()).isLessThan(100);
        assertThat(sizes.getMax()).isBetween(4_000, 8_192);
        assertThat(priorities).hasSizeGreaterThanOrEqualTo(4);
        assertThat(notAscii[0]).isGreaterThan(1_000);
    }

    private static boolean hasNonAscii(byte[] body) {
        for (byte b : body) {
            if (b < 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theGeneratorWritesTheShippedFile() throws Exception {
        assumeTrue(Tools.have("python3"), "needs python3");
        Process generator = new ProcessBuilder(
                        "python3", Path.of("src/main/events/generate.py").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream generated = generator.getInputStream();
                InputStream shipped = getClass().getResourceAsStream("/events/events.ndjson")) {
            assertThat(generated).hasSameContentAs(shipped);
        }
        assertThat(generator.waitFor()).isZero();
    }
}
