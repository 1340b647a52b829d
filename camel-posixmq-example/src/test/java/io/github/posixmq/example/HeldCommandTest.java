package io.github.posixmq.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.posixmq.HeldMessage;
import io.github.posixmq.HeldMessages;
import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code held} where there are a message in a journal of nobody, one in quarantine, and one in an open journal. */
class HeldCommandTest {
    private final TestQueue queue = new TestQueue();

    @TempDir
    Path temporary;

    private Path directory;
    private MessageQueue mq;
    private Journal open;
    private String left;
    private String quarantined;
    private String ours;

    @BeforeEach
    void hold() throws Exception {
        directory = Files.createDirectory(
                temporary.resolve("journals"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        mq = queue.open();
        mq.send("ours".getBytes(UTF_8), 3);
        mq.send(new byte[] {0, 'A', (byte) 0xFF}, 2);
        mq.send("left\nbehind".getBytes(UTF_8), 1);
        open = journal();
        open.receive(mq, Duration.ZERO);
        open.receive(mq, Duration.ZERO).quarantine("it kills");
        try (Journal ended = journal()) {
            ended.receive(mq, Duration.ZERO).putBack();
        }
        ours = id(HeldMessage.State.DELIVERING);
        quarantined = id(HeldMessage.State.QUARANTINED);
        left = id(HeldMessage.State.HELD);
    }

    @AfterEach
    void close() throws Exception {
        open.close();
        mq.close();
        queue.close();
    }

    private Journal journal() throws Exception {
        return Journal.open(mq.name(), 8192, JournalOptions.defaults().directory(directory));
    }

    private String id(HeldMessage.State state) throws Exception {
        return HeldMessages.in(directory).list().stream()
                .filter(each -> each.state() == state)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private List<String> ids() throws Exception {
        return HeldMessages.in(directory).list().stream().map(HeldMessage::id).toList();
    }

    /** The output of {@code held} with these arguments, once it has ended with that status. */
    private String held(int status, String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of("held"));
        all.addAll(Arrays.asList(args));
        all.addAll(List.of("--directory", directory.toString()));
        try (Child bridge = Child.bridge(all.toArray(String[]::new))) {
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(status);
            return bridge.output();
        }
    }

    @Test
    void listIsATable() throws Exception {
        long me = ProcessHandle.current().pid();

        List<String> lines =
                held(0, "list").lines().map(line -> line.replaceAll(" +", " ")).toList();

        assertThat(lines)
                .hasSize(4)
                .contains(
                        "ID QUEUE STATE OWNER PRIORITY BYTES DELIVERIES FAILURES DEATHS NOTE",
                        left + " " + queue.name() + " held " + me + " (dead) 1 11 1 0 0",
                        ours + " " + queue.name() + " delivering " + me + " 3 4 1 0 0",
                        quarantined + " " + queue.name() + " quarantined - 2 3 1 0 0 it kills");
    }

    @Test
    void listNamesFilesThatCannotBeRead() throws Exception {
        Path file = HeldMessages.in(directory).find(left).file();
        Path torn = Files.writeString(file.resolveSibling("torn.held"), "torn");

        assertThat(held(0, "list")).contains("held: " + torn + " cannot be read: it has 4 bytes.\n");
        assertThat(held(0, "list", "--json")).contains(torn.toString(), "\"it has 4 bytes\"");
    }

    @Test
    void listOfAnotherQueueIsEmpty() throws Exception {
        assertThat(held(0, "list", "--queue", "/another")).isEqualTo("Nothing is held.\n");
        assertThat(held(64, "list", "--queue", "/a/b")).startsWith("bridge: '/a/b' cannot be the name of a queue");
    }

    @Test
    void listForProgramsIsJson() throws Exception {
        String output = held(0, "list", "--json");

        List<String> ids = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(output)) {
            while (json.nextToken() != null) {
                if ("id".equals(json.currentName()) && json.nextToken() != null) {
                    ids.add(json.getText());
                }
            }
        }
        assertThat(ids).containsExactlyElementsOf(ids());
        assertThat(output).hasLineCount(1).contains("\"reason\":\"it kills\"", "\"ownerAlive\":true");
    }

    @Test
    void showPrintsTextAsItIsAndOtherBytesInHexadecimal() throws Exception {
        assertThat(held(0, "show", left))
                .contains("id          " + left + "\n", "bytes       11\n")
                .endsWith("\n\nleft\nbehind\n");
        assertThat(held(0, "show", quarantined))
                .contains("reason      it kills\n")
                .containsPattern("\n\n00000000  00 41 ff +\\.A\\.\n$");
        assertThat(held(0, "show", "--raw", ours)).isEqualTo("ours\n");
    }

    @Test
    void releasedMessagesAreGone() throws Exception {
        assertThat(held(0, "release", left, quarantined))
                .isEqualTo("Released " + left + ": 11 bytes with priority 1 of " + queue.name() + ".\n" + "Released "
                        + quarantined + ": 3 bytes with priority 2 of " + queue.name() + ".\n");

        assertThat(ids()).containsExactly(ours);
        assertThat(mq.depth()).isZero();
    }

    @Test
    void requeuedMessagesAreInTheirQueueAndOneThatFailsKeepsNoneBack() throws Exception {
        assertThat(held(1, "requeue", quarantined, "nonsense", ours, left).lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("Put back " + quarantined))
                .anyMatch(line -> line.equals("held: No message nonsense is held. See which are: held list."))
                .anyMatch(line -> line.startsWith("held: ")
                        && line.endsWith("kill " + ProcessHandle.current().pid()))
                .anyMatch(line -> line.startsWith("Put back " + left));

        assertThat(ids()).containsExactly(ours);
        assertThat(mq.tryReceive().body()).containsExactly(0, 'A', 0xFF);
        assertThat(mq.tryReceive().body()).isEqualTo("left\nbehind".getBytes(UTF_8));
    }

    @Test
    void wrongCommandLinesAreRefused() throws Exception {
        assertThat(held(64)).isEqualTo("bridge: held what? Write held list, show, release or requeue.\n");
        assertThat(held(64, "release")).startsWith("bridge: Missing required parameter: 'ID'");
        assertThat(held(1, "show", "nonsense"))
                .isEqualTo("held: No message nonsense is held. See which are: held list.\n");
    }

    @Test
    void directoryThatIsNotThereIsNamed() throws Exception {
        try (Child bridge = Child.bridge("held", "list", "--directory", "/nowhere")) {
            assertThat(bridge.exitStatus()).isEqualTo(1);
            assertThat(bridge.output()).hasLineCount(1).startsWith("bridge: open: there is no directory /nowhere");
        }
    }
}
