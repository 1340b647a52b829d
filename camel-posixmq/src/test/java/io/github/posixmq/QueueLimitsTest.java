package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueLimitsTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private static long sysctl(String name) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/sys/fs/mqueue", name))) {
            return Long.parseLong(lines.findFirst().orElseThrow().trim());
        }
    }

    private static long rlimit() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            String soft = lines.filter(line -> line.startsWith("Max msgqueue size"))
                    .findFirst()
                    .orElseThrow()
                    .trim()
                    .split(" {2,}", -1)[1];
            return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        }
    }

    @Test
    void currentLimitsAreThoseThatProcShows() throws Exception {
        QueueLimits limits = QueueLimits.current();

        assertThat(limits.msgMax()).isEqualTo((int) sysctl("msg_max"));
        assertThat(limits.msgDefault()).isEqualTo((int) sysctl("msg_default"));
        assertThat(limits.msgSizeMax()).isEqualTo((int) sysctl("msgsize_max"));
        assertThat(limits.msgSizeDefault()).isEqualTo((int) sysctl("msgsize_default"));
        assertThat(limits.queuesMax()).isEqualTo((int) sysctl("queues_max"));
        assertThat(limits.rlimitBytes()).isEqualTo(rlimit());
    }

    /** Prints the limits. */
    static final class Printer {
        private Printer() {}

        public static void main(String[] arguments) {
            Child.attempt(QueueLimits::current);
            Child.attempt(() -> QueueLimits.current().fits(123, 4567));
            Child.attempt(() -> QueueLimits.current().fits(1, 4567));
        }
    }

    @Test
    void limitsAreThoseOfTheNamespaceAndTheProcess() throws Exception {
        assertThat(Child.java(Printer.class)
                        .privateIpc()
                        .setUp("cd /proc/sys/fs/mqueue")
                        .setUp("echo 123 > msg_max; echo 12 > msg_default")
                        .setUp("echo 4567 > msgsize_max; echo 456 > msgsize_default; echo 78 > queues_max")
                        .limit("--msgqueue=54321")
                        .run())
                .containsExactly(
                        "ok QueueLimits[msgMax=123, msgDefault=12, msgSizeMax=4567, msgSizeDefault=456, queuesMax=78,"
                                + " rlimitBytes=54321]",
                        "ok false",
                        "ok true");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 97",
        "1, 8192, 8288",
        "10, 8192, 82880",
        "100, 128, 22400",
        "32768, 1, 3178496",
        "32769, 1, 3178545",
        "65536, 16777216, 1099516346368"
    })
    void bytesNeededAreThoseThatTheKernelCounts(int maxMessages, int maxMessageSize, long bytes) {
        assertThat(QueueLimits.bytesNeeded(maxMessages, maxMessageSize)).isEqualTo(bytes);
    }

    @Test
    void geometryFitsUpToEveryLimitAndNotBeyond() {
        QueueLimits limits = new QueueLimits(10, 10, 8192, 8192, 256, 82880);

        assertThat(limits.fits(10, 8192)).isTrue();
        assertThat(limits.fits(1, 1)).isTrue();
        assertThat(limits.fits(11, 1)).isFalse();
        assertThat(limits.fits(1, 8193)).isFalse();
        assertThat(limits.fits(0, 1)).isFalse();
        assertThat(limits.fits(1, 0)).isFalse();
        assertThat(limits.fits(-1, -1)).isFalse();
        assertThat(new QueueLimits(10, 10, 8192, 8192, 256, 82879).fits(10, 8192))
                .isFalse();
        assertThat(new QueueLimits(10, 10, 8192, 8192, 256, Long.MAX_VALUE).fits(10, 8192))
                .isTrue();
    }
}
