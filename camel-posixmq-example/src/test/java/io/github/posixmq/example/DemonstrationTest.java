package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.HeldMessages;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.QueueName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as its user starts it, with a file of the test's. */
class DemonstrationTest {
    private static final int EVENTS = 600;

    @TempDir
    Path folder;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private String out() {
        return folder.resolve("out.ndjson").toString();
    }

    private String events() throws IOException {
        Path file = folder.resolve("events.ndjson");
        String lines = IntStream.rangeClosed(1, EVENTS)
                .mapToObj(n -> "{\"id\":" + n + ",\"level\":\"" + (n % 3 == 0 ? "error" : "info") + "\",\"text\":\""
                        + "жåß日".repeat(n % 300) + "\"}\n")
                .collect(Collectors.joining());
        Files.writeString(file, lines);
        return file.toString();
    }

    private static String row(String name, int value) {
        return String.format("  %-10s %9d", name, value);
    }

    @Test
    void bringsEveryEventThroughAndSaysSo() throws Exception {
        try (Child bridge =
                Child.bridge("--events", events(), "--queue", queue.name(), "--max-messages", "5", "--out", out())) {
            assertThat(bridge.exitStatus()).as(bridge.output()).isZero();
            assertThat(bridge.output())
                    .contains("queue   " + queue.name() + ", 5 messages of at most 8192 bytes")
                    .containsPattern("ready   \\d+\\.\\d s after the start of the JVM")
                    .contains(row("sent", EVENTS), row("bridged", EVENTS), row("received", EVENTS))
                    .contains(row("lost", 0), row("duplicated", 0), row("altered", 0))
                    .containsPattern("messages/s +\\d+");
            assertThat(bridge.lastLine()).isEqualTo("What came out is what went in, byte for byte.");
            assertThat(Files.readAllLines(Path.of(out()))).hasSize(EVENTS);
            assertThat(queue.exists()).isFalse();
        }
    }

    @Test
    @Tag("slow")
    void bringsEveryEventThroughKafka() throws Exception {
        try (Child bridge =
                Child.bridge("--demo", "kafka", "--events", events(), "--queue", queue.name(), "--out", out())) {
            assertThat(bridge.exitStatus()).as(bridge.output()).isZero();
            assertThat(bridge.output())
                    .contains("Bridge from a POSIX message queue to Kafka")
                    .contains(row("sent", EVENTS), row("lost", 0), row("duplicated", 0), row("altered", 0));
            assertThat(Files.readAllLines(Path.of(out()))).hasSize(EVENTS);
            assertThat(queue.exists()).isFalse();
        }
    }

    @Test
    void failsAndNamesWhatIsLostWhenAStrangerTakesMessages() throws Exception {
        int stolen = 3;
        try (Child bridge = Child.bridge("--events", events(), "--queue", queue.name(), "--out", out())) {
            try (MessageQueue strange = openOnceThere()) {
                for (int i = 0; i < stolen; i++) {
                    assertThat(strange.receive(Duration.ofSeconds(30))).isNotNull();
                }
            }
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.output()).contains(row("sent", EVENTS), row("lost", stolen), row("duplicated", 0));
            assertThat(bridge.lastLine())
                    .startsWith("bridge: What came out is not what went in: " + stolen + " lost (the first is line ");
            assertThat(queue.exists()).isFalse();
        }
    }

    @Test
    void failsAndTellsWhenAStrangerSendsMessages() throws Exception {
        String known = Files.readAllLines(Path.of(events())).get(0);
        try (Child bridge = Child.bridge("--events", events(), "--queue", queue.name(), "--out", out())) {
            try (MessageQueue strange = openOnceThere()) {
                strange.send(known.getBytes(StandardCharsets.UTF_8), 4);
                strange.send("{\"id\":0}".getBytes(StandardCharsets.UTF_8), 4);
            }
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.output()).contains(row("lost", 0), row("duplicated", 1), row("altered", 1));
        }
    }

    @Test
    void leavesNoQueueBehindWhenItIsInterrupted() throws Exception {
        try (Child bridge = Child.bridge("--queue", queue.name(), "--out", out())) {
            openOnceThere().close();
            bridge.terminate();
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(128 + 15);
            assertThat(queue.exists()).isFalse();
        }
    }

    @Test
    void failsWhenItTakesTooLong() throws Exception {
        try (Child bridge = Child.bridge("--timeout", "0", "--queue", queue.name(), "--out", out())) {
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.lastLine())
                    .isEqualTo("bridge: The run has not ended after 0 s; give it longer with --timeout.");
            assertThat(queue.exists()).isFalse();
        }
    }

    @Test
    void losesNothingAndMarksWhatComesTwiceWhenTheBridgeIsKilled() throws Exception {
        try (Child bridge = Child.bridge("--kill", "--events", events(), "--queue", queue.name(), "--out", out())) {
            assertThat(bridge.exitStatus()).as(bridge.output()).isZero();
            assertThat(bridge.output())
                    .contains(row("sent", EVENTS), row("killed", 1), row("lost", 0), row("altered", 0))
                    .containsPattern("\n  held +\\d+\n")
                    .containsPattern("\n  marked +\\d+\n");
            assertThat(bridge.lastLine())
                    .isEqualTo("What came out is what went in, byte for byte, and what came out twice is marked.");
            int duplicated = value(bridge, "duplicated");
            assertThat(duplicated).isBetween(0, value(bridge, "held"));
            assertThat(value(bridge, "bridged")).isEqualTo(EVENTS + duplicated);
            assertThat(Files.readAllLines(Path.of(out()))).hasSize(EVENTS + duplicated);
            assertThat(queue.exists()).isFalse();
            assertThat(HeldMessages.in(null).list(QueueName.of(queue.name()))).isEmpty();
        }
    }

    @Test
    void failsWithAKillTooWhenAMessageIsLost() throws Exception {
        try (Child bridge = Child.bridge("--kill", "--events", events(), "--queue", queue.name(), "--out", out())) {
            try (MessageQueue strange = openOnceThere()) {
                assertThat(strange.receive(Duration.ofSeconds(30))).isNotNull();
            }
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.output()).contains(row("killed", 1), row("lost", 1));
            assertThat(bridge.lastLine()).startsWith("bridge: What came out is not what went in: 1 lost (");
        }
    }

    @Test
    void failsWithAKillTooWhenADuplicateHasNoMark() throws Exception {
        String known = Files.readAllLines(Path.of(events())).get(0);
        try (Child bridge = Child.bridge("--kill", "--events", events(), "--queue", queue.name(), "--out", out())) {
            try (MessageQueue strange = openOnceThere()) {
                strange.send(known.getBytes(StandardCharsets.UTF_8), 4);
            }
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.output()).contains(row("killed", 1), row("lost", 0));
            assertThat(bridge.lastLine()).contains("(1 of them without a mark)");
        }
    }

    @Test
    void failsWhenTheBridgeEndsThatNobodyHasKilled() throws Exception {
        try (Child bridge = Child.bridge("--kill", "--queue", queue.name(), "--out", out())) {
            openOnceThere().close();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> bridge.output()
                    .contains("  ready "));
            bridge.killDescendants(AttendedBridge.class);
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.lastLine()).startsWith("bridge: The process of the bridge ended with status 137");
            assertThat(queue.exists()).isFalse();
        }
    }

    private static int value(Child bridge, String name) {
        Matcher row =
                Pattern.compile("^  " + name + " +(\\d+)$", Pattern.MULTILINE).matcher(bridge.output());
        assertThat(row.find()).as(name).isTrue();
        return Integer.parseInt(row.group(1));
    }

    private MessageQueue openOnceThere() throws IOException {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(2))
                .until(queue::exists);
        return queue.open();
    }
}
