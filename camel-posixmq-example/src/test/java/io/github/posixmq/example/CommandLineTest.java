package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer gets wrong: one sentence on the error output, and an exit status. */
class CommandLineTest {
    @TempDir
    Path folder;

    private static void assertRefused(int status, String sentence, String... args) throws Exception {
        try (Child bridge = Child.bridge(args)) {
            bridge.assertRefused(status, sentence);
        }
    }

    @Test
    void missingFile() throws Exception {
        assertRefused(64, "There is no file nowhere.ndjson that can be read.", "--events", "nowhere.ndjson");
    }

    @Test
    void unknownOption() throws Exception {
        assertRefused(64, "Unknown option: '--evnets'", "--evnets");
    }

    @Test
    void optionsThatDoNotGoTogether() throws Exception {
        assertRefused(64, "--broker goes with --serve", "--broker", "amqp://127.0.0.1:5672");
    }

    @Test
    void killOfABridgeThatStaysUp() throws Exception {
        assertRefused(64, "--kill does not go with --serve", "--serve", "--kill");
    }

    @Test
    void killOfABridgeToKafka() throws Exception {
        assertRefused(64, "--kill goes with --demo amqp only", "--demo", "kafka", "--kill");
    }

    @Test
    void brokerThatNobodyKnows() throws Exception {
        assertRefused(64, "Invalid value for option '--demo'", "--demo", "rabbit");
    }

    @Test
    void configurationWithoutRoutes() throws Exception {
        assertRefused(64, "--config goes with --routes", "--serve", "--config", "x.properties");
    }

    @Test
    void urlThatIsNoBroker() throws Exception {
        assertRefused(64, "http://x is no URL of an AMQP broker", "--serve", "--broker", "http://x");
    }

    @Test
    void portOutOfRange() throws Exception {
        assertRefused(64, "There is no TCP port 99999", "--serve", "--port", "99999");
    }

    @Test
    void capacityOfZero() throws Exception {
        assertRefused(64, "maxMessages 0 is less than 1", "--max-messages", "0");
    }

    @Test
    void lineThatIsNotJson() throws Exception {
        Path file = Files.writeString(folder.resolve("events.ndjson"), "{\"id\":1}\nid=2\n");
        assertRefused(1, "Line 2 of " + file + " is not JSON: ", "--events", file.toString());
    }

    @Test
    void eventLargerThanAMessage() throws Exception {
        Path file = Files.writeString(folder.resolve("events.ndjson"), "\"" + "x".repeat(98) + "\"\n");
        assertRefused(
                1,
                "Line 1 of " + file + " has 100 bytes, and a message of the queue has at most 64. "
                        + "Give --max-message-size 100.",
                "--events",
                file.toString(),
                "--max-message-size",
                "64");
    }

    @Test
    void fileWithoutEvents() throws Exception {
        Path file = Files.writeString(folder.resolve("events.ndjson"), "\n");
        assertRefused(1, "There is no event in " + file + ".", "--events", file.toString());
    }

    @Test
    void nameThatNoQueueCanHave() throws Exception {
        assertRefused(64, "'/a/b' cannot be the name of a queue", "--queue", "/a/b");
    }

    @Test
    void outputThatIsThereAlready() throws Exception {
        Path file = Files.writeString(folder.resolve("out.ndjson"), "old");
        assertRefused(64, file + " is there already.", "--out", file.toString());
    }

    @Test
    void helpListsEveryOption() throws Exception {
        try (Child bridge = Child.bridge("--help")) {
            assertThat(bridge.exitStatus()).isZero();
            assertThat(bridge.output())
                    .contains("--serve", "--kill", "--events", "--queue", "--max-messages", "--max-message-size")
                    .contains(
                            "--broker",
                            "--port",
                            "--out",
                            "--timeout",
                            "--routes",
                            "--config",
                            "--demo",
                            "Exit status");
        }
    }
}
