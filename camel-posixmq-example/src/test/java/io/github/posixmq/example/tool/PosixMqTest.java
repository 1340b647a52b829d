package io.github.posixmq.example.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.Delivery;
import io.github.posixmq.HeldMessage;
import io.github.posixmq.HeldMessages;
import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueName;
import io.github.posixmq.QueueNotFoundException;
import io.github.posixmq.ReceivedMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool as its users run it, in processes of its own, on a queue of five messages of 64 bytes. */
class PosixMqTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(60);

    private final String name = "/posixmq-tool-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();

    @TempDir
    Path folder;

    private MessageQueue queue;

    @BeforeEach
    void create() throws Exception {
        queue = MessageQueue.open(
                name, OpenOptions.readWrite().createExclusive().maxMessages(5).maxMessageSize(64));
    }

    @AfterEach
    void remove() throws Exception {
        queue.close();
        try {
            MessageQueue.unlink(name);
        } catch (QueueNotFoundException e) {
            // The test has removed it.
        }
        for (HeldMessage left : HeldMessages.in(null).list(QueueName.of(name))) {
            left.release();
        }
        Journal.open(QueueName.of(name), 1, JournalOptions.defaults()).close();
    }

    private Tool run(int status, String input, String... args) throws Exception {
        return run(status, input.getBytes(UTF_8), args);
    }

    private Tool run(int status, byte[] input, String... args) throws Exception {
        try (Tool tool = Tool.start(folder, input, Tool.command(args))) {
            assertThat(tool.exitStatus()).as(tool.out() + tool.err()).isEqualTo(status);
            return tool;
        }
    }

    private List<String> bodies() throws Exception {
        List<String> bodies = new ArrayList<>();
        for (ReceivedMessage next = queue.tryReceive(); next != null; next = queue.tryReceive()) {
            bodies.add(new String(next.body(), UTF_8));
        }
        return bodies;
    }

    private void send(String... bodies) throws Exception {
        for (String body : bodies) {
            queue.send(body.getBytes(UTF_8), 0);
        }
    }

    @Test
    void sendMakesEachLineAMessageEmptyOnesToo() throws Exception {
        run(0, "a\n\nüñ\nlast", "send", name);
        assertThat(bodies()).containsExactly("a", "", "üñ", "last");
    }

    @Test
    void sendTakesArgumentsAndAPriority() throws Exception {
        run(0, "", "send", name, "one", "two", "--priority", "32767");
        assertThat(queue.tryReceive().priority()).isEqualTo(32767);
        assertThat(bodies()).containsExactly("two");
    }

    @Test
    void rawAndSeparatorKeepEveryByte() throws Exception {
        byte[] binary = {0, (byte) 0xFF, '\n', (byte) 0xC3};
        run(0, binary, "send", name, "--raw");
        assertThat(run(0, "", "receive", name, "--raw").outBytes()).isEqualTo(binary);
        run(0, "x\ny\0\0z", "send", name, "--separator", "\\0");
        assertThat(run(0, "", "drain", name, "--separator", "\\0").out()).isEqualTo("x\ny\0\0z\0");
    }

    @Test
    void separatorOfSeveralBytesMayBeginWithinAnother() throws Exception {
        run(0, "aabxaaaby", "send", name, "--separator", "aab");
        assertThat(bodies()).containsExactly("", "xa", "y");
    }

    @Test
    void sendNamesALineThatIsTooLongAndSendsNothingOfIt() throws Exception {
        String err = run(1, "ok\n" + "x".repeat(65) + "\nnever\n", "send", name).err();
        assertThat(err)
                .hasLineCount(1)
                .contains("Message 2 of the input has 65 bytes and " + name + " takes 64", "1 message was sent");
        assertThat(bodies()).containsExactly("ok");
    }

    @Test
    void sendGivesUpAfterItsTimeoutAndCounts() throws Exception {
        String err =
                run(2, "1\n2\n3\n4\n5\n6\n", "send", name, "--timeout", "0.1").err();
        assertThat(err).hasLineCount(1).contains("was full all that time; 5 messages were sent");
        assertThat(bodies()).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void receiveTakesAsManyAsAskedInOrderOfPriority() throws Exception {
        queue.send("low".getBytes(UTF_8), 1);
        queue.send("high".getBytes(UTF_8), 2);
        send("rest");
        assertThat(run(0, "", "receive", name, "--count", "2").out()).isEqualTo("high\nlow\n");
        assertThat(queue.depth()).isEqualTo(1);
    }

    @Test
    void receiveAndDrainTellAnEmptyQueueByTheirStatus() throws Exception {
        assertThat(run(2, "", "receive", name, "-t", "0").err()).hasLineCount(1).contains("0 of 1");
        assertThat(run(2, "", "drain", name).out()).isEmpty();
    }

    @Test
    void jsonTellsTextFromOtherBytes() throws Exception {
        queue.send("ü\"".getBytes(UTF_8), 3);
        queue.send(new byte[] {(byte) 0xFF, 0}, 2);
        assertThat(run(0, "", "drain", name, "--json").out().lines())
                .containsExactly(
                        "{\"body\":\"ü\\\"\",\"base64\":false,\"priority\":3,\"length\":3,\"redelivered\":false}",
                        "{\"body\":\"/wA=\",\"base64\":true,\"priority\":2,\"length\":2,\"redelivered\":false}");
    }

    @Test
    void messageThatCannotBeWrittenIsKeptAndComesMarked() throws Exception {
        send("precious");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh"));
        command.addAll(Tool.command("receive", name));
        try (Tool tool = Tool.start(folder, new byte[0], command)) {
            assertThat(tool.exitStatus()).isEqualTo(1);
            assertThat(tool.err()).contains("the message in hand is kept");
        }
        Tool next = run(0, "", "receive", name, "-t", "0");
        assertThat(next.out()).isEqualTo("precious\n");
        assertThat(next.err()).startsWith("posixmq: Redelivered: the next message, 8 bytes");
    }

    @Test
    void closedPipeLosesNothing() throws Exception {
        send("1", "2", "3");
        List<String> command = new ArrayList<>(List.of("bash", "-c", "\"$@\" | true; exit ${PIPESTATUS[0]}", "bash"));
        command.addAll(Tool.command("receive", name, "--count", "4"));
        try (Tool tool = Tool.start(folder, new byte[0], command)) {
            Awaitility.await().atMost(SOON).until(() -> !tool.process().isAlive());
            assertThat(tool.exitStatus()).as(tool.err()).isEqualTo(1);
        }
        assertThat(run(0, "", "drain", name).out()).isEqualTo("1\n2\n3\n");
    }

    @Test
    void killedInTheMiddleOfAWriteKeepsTheMessageForTheNext() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        // opened for both directions and never read: the pipe fills up and the tool stays in a write
        String script = "exec 3<>\"$1\"; shift; exec \"$@\" >&3";
        List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash", fifo.toString()));
        command.addAll(Tool.command("follow", name, "--separator", "x".repeat(60_000)));
        try (Tool tool = Tool.start(folder, new byte[0], command)) {
            send("1", "2", "3");
            Awaitility.await().atMost(SOON).until(() -> isDelivering("2"));
            tool.process().destroyForcibly().waitFor();
        }
        Tool next = run(0, "", "drain", name);
        assertThat(next.out().lines()).containsExactly("2", "3");
        assertThat(next.err()).contains("Redelivered").hasLineCount(1);
    }

    private boolean isDelivering(String body) throws Exception {
        for (HeldMessage each : HeldMessages.in(null).list(QueueName.of(name))) {
            if (new String(each.body(), UTF_8).equals(body) && each.state() == HeldMessage.State.DELIVERING) {
                return true;
            }
        }
        return false;
    }

    @Test
    void followWritesWhatComesUntilItIsTerminated() throws Exception {
        try (Tool tool = Tool.start(folder, new byte[0], Tool.command("--read", name))) {
            send("one", "two");
            Awaitility.await().atMost(SOON).until(() -> tool.out().equals("one\ntwo\n"));
            tool.process().destroy();
            assertThat(tool.exitStatus()).isEqualTo(128 + 15);
            assertThat(tool.err()).isEmpty();
        }
        assertThat(HeldMessages.in(null).list(QueueName.of(name))).isEmpty();
    }

    @Test
    void atMostOnceLeavesNoJournal() throws Exception {
        send("one");
        assertThat(run(0, "", "receive", name, "--at-most-once").out()).isEqualTo("one\n");
        assertThat(HeldMessages.in(null).list(QueueName.of(name))).isEmpty();
    }

    @Test
    void journalOfAnotherReaderIsTakenOver() throws Exception {
        send("left");
        try (Journal journal = Journal.open(QueueName.of(name), 64, JournalOptions.defaults())) {
            Delivery delivery = journal.receive(queue, Duration.ZERO);
            delivery.putBack();
        }
        assertThat(run(0, "", "receive", name, "-t", "0").out()).isEqualTo("left\n");
    }

    @Test
    void infoTellsWhatIsKnownWithoutAMountedFileSystem() throws Exception {
        send("one");
        assertThat(run(0, "", "info", name).out())
                .contains(
                        "depth       1 of 5 messages\n",
                        "charged     800 bytes",
                        "mode        0600\n",
                        "held        0 ");
        assertThat(run(0, "", "info", name, "--json").out()).contains("\"maxMessageSize\":64", "\"bytesCharged\":800");
    }

    @Test
    void unlinkKeepsAQueueThatHoldsMessagesUnlessForced() throws Exception {
        send("one");
        assertThat(run(1, "", "unlink", name).err()).contains("holds 1 messages");
        run(0, "", "unlink", name, "--force");
        assertThat(queue.isUnlinked()).isTrue();
    }

    @Test
    void createGivesGeometryAndModeAndRefusesAnotherGeometry() throws Exception {
        MessageQueue.unlink(name);
        run(0, "", "create", name, "--max-messages", "2", "--max-message-size", "32", "--mode", "640");
        assertThat(run(0, "", "info", name).out()).contains("0 of 2", "32 bytes", "0640");
        run(0, "", "--create", name, "--max-msgs", "2");
        assertThat(run(1, "", "create", name, "--max-messages", "3").err()).hasLineCount(1);
        assertThat(run(1, "", "create", name, "--exclusive").err()).hasLineCount(1);
    }

    @Test
    void limitsTellHowManyFit() throws Exception {
        assertThat(run(0, "", "limits", "--max-messages", "5", "--max-message-size", "64")
                        .out())
                .contains("fs.mqueue.msg_max", "RLIMIT_MSGQUEUE", "A queue of 5 messages of 64 bytes takes 800 bytes.")
                .containsPattern("\\d+ (more )?of them fit");
    }

    @Test
    void wrongCommandLinesEndWith64AndOneSentence() throws Exception {
        String[][] wrong = {
            {},
            {"nonsense"},
            {"send", "/a/b", "x"},
            {"send", name, "x", "-p", "32768"},
            {"receive", name, "-t", "-1"},
            {"receive", name, "--count", "0"},
            {"drain", name, "--json", "--raw"},
            {"send", name, "--separator", "\\q"}
        };
        for (String[] args : wrong) {
            assertThat(PosixMq.execute(args)).as(String.join(" ", args)).isEqualTo(64);
        }
        assertThat(run(64, "", "send", name, "x", "-p", "32768").err())
                .isEqualTo("posixmq: There is no priority 32768; they go from 0 to 32767.\n");
    }

    @Test
    void unknownQueueIsAnError() throws Exception {
        assertThat(run(1, "", "receive", name + "-none").err())
                .hasLineCount(1)
                .contains("there is no queue of that name");
    }
}
