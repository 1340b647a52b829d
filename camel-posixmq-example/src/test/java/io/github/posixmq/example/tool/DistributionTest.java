package io.github.posixmq.example.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.posixmq.HeldMessage;
import io.github.posixmq.HeldMessages;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueName;
import io.github.posixmq.QueueNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The distribution, unpacked in an empty folder and started as it is; the build runs it once the archive is there. */
@EnabledIfSystemProperty(named = "dist.archive", matches = ".+", disabledReason = "only with -Pdist")
class DistributionTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    private final String queue = "/posixmq-dist-" + ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        run("", List.of("tar", "-xzf", System.getProperty("dist.archive"), "-C", folder.toString()));
        try (var entries = Files.list(folder)) {
            home = entries.filter(each -> each.getFileName().toString().startsWith("camel-posixmq-example-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @AfterEach
    void unlink() throws Exception {
        try {
            MessageQueue.unlink(queue);
        } catch (QueueNotFoundException e) {
            // Not every test creates it.
        }
    }

    private Tool start(String input, List<String> command) throws Exception {
        return start("", input, command);
    }

    private Tool start(String cache, String input, List<String> command) throws Exception {
        List<String> withoutCache = new ArrayList<>(List.of(
                "env", "POSIXMQ_CACHE=" + cache, "JAVA_HOME=" + System.getProperty("java.home"), "BRIDGE_LOG=json"));
        withoutCache.addAll(command);
        return Tool.start(folder, input.getBytes(UTF_8), withoutCache);
    }

    private String run(String input, List<String> command) throws Exception {
        try (Tool tool = start(input, command)) {
            assertThat(tool.exitStatus()).as(tool.err()).isZero();
            return tool.out();
        }
    }

    private String posixmq(String input, String... args) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/posixmq").toString()));
        command.addAll(List.of(args));
        return run(input, command);
    }

    @Test
    void bridgesWhatTheToolSendsAndEndsInTimeWithoutLoss() throws Exception {
        posixmq("", "create", queue, "--max-messages", "5", "--max-message-size", "256");
        Path out = folder.resolve("out.ndjson");
        configure(out);
        List<String> bridge = List.of(home.resolve("bin/bridge").toString(), "--page-port", "0");
        try (Tool running = start("", bridge)) {
            Awaitility.await().atMost(SOON).until(() -> running.out().contains("Ready "));
            posixmq("{\"a\":1}\n{\"b\":\"ü\"}\n", "send", queue);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> Files.exists(out) && Files.readAllLines(out).size() == 2);
            // a sender at full speed while the bridge stops
            String numbers = IntStream.range(0, 100_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
            try (Tool sender =
                    start(numbers, List.of(home.resolve("bin/posixmq").toString(), "send", queue))) {
                Awaitility.await().atMost(SOON).until(() -> Files.size(out) > 1000);
                running.process().toHandle().destroy();
                assertThat(running.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
                assertThat(running.process().exitValue()).isEqualTo(128 + 15);
                Awaitility.await().atMost(SOON).until(() -> depth() == 5);
                sender.process().toHandle().destroy();
                assertThat(sender.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(running.err().lines()).allSatisfy(DistributionTest::isJson);
                nothingIsLost();
            }
        }
    }

    /** As its README says: properties in conf, and one more route file copied over. */
    private void configure(Path out) throws IOException {
        Files.writeString(
                home.resolve("conf/application.properties"),
                String.join(
                        "\n",
                        "",
                        "bridge.queue = " + queue,
                        "bridge.max-messages = 5",
                        "bridge.max-message-size = 256",
                        "bridge.output-directory = " + out.getParent(),
                        "bridge.output-file = " + out.getFileName(),
                        "bridge.redelivered-file = " + out.getFileName() + ".redelivered",
                        ""),
                StandardOpenOption.APPEND);
        Files.copy(home.resolve("examples/amqp-to-file.yaml"), home.resolve("routes/amqp-to-file.yaml"));
    }

    private int depth() throws Exception {
        try (MessageQueue mq = MessageQueue.open(queue, OpenOptions.readOnly())) {
            return mq.depth();
        }
    }

    private void nothingIsLost() throws Exception {
        Set<String> arrived = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("out"))
                    .toList()) {
                arrived.addAll(Files.readAllLines(file));
            }
        }
        assertThat(arrived).contains("{\"a\":1}", "{\"b\":\"ü\"}");
        arrived.addAll(posixmq("", "drain", queue).lines().toList());
        for (HeldMessage held : HeldMessages.in(null).list(QueueName.of(queue))) {
            arrived.add(new String(held.body(), UTF_8));
            held.release();
        }
        // sent in order, and the last ones were in the queue, so any that is lost leaves a gap
        int numbers = arrived.size() - 2;
        assertThat(numbers).isGreaterThan(5);
        assertThat(arrived)
                .containsAll(
                        IntStream.range(0, numbers).mapToObj(Integer::toString).toList());
    }

    private static void isJson(String line) {
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            parser.skipChildren();
            assertThat(parser.nextToken()).isNull();
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void secondStartOfTheToolUsesTheArchiveOfTheFirst() throws Exception {
        Path cache = folder.resolve("cache");
        List<String> version = List.of(home.resolve("bin/posixmq").toString(), "--version");
        try (Tool first = start(cache.toString(), "", version)) {
            assertThat(first.exitStatus()).isZero();
        }
        Awaitility.await().atMost(SOON).until(() -> archives(cache).size() == 1);
        List<String> verbose = new ArrayList<>(List.of("env", "JDK_JAVA_OPTIONS=-Xlog:class+load"));
        verbose.addAll(version);
        try (Tool second = start(cache.toString(), "", verbose)) {
            assertThat(second.exitStatus()).isZero();
            assertThat(second.out())
                    .containsPattern("tool\\.PosixMq source: shared objects file \\(top\\)")
                    .contains("posixmq 0.1.0");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwx------");
    }

    private static List<Path> archives(Path cache) throws IOException {
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(each -> each.toString().endsWith(".jsa")).toList();
        }
    }

    @Test
    void holdsAManualPageAndACompletionThatKnowsTheCommands() throws Exception {
        assertThat(home.resolve("share/man/man1/posixmq.1")).content().contains(".TH POSIXMQ 1", "posixmq follow");
        String completion =
                home.resolve("share/bash-completion/completions/posixmq").toString();
        String script = ". \"$1\"; COMP_WORDS=(posixmq fol); COMP_CWORD=1; COMP_LINE='posixmq fol'; COMP_POINT=11;"
                + " _complete_posixmq posixmq fol posixmq; echo \"${COMPREPLY[*]}\"";
        assertThat(run("", List.of("bash", "-c", script, "bash", completion)).trim())
                .isEqualTo("follow");
        assertThat(home.resolve("routes/queue-to-amqp.yaml")).isRegularFile();
        assertThat(home.resolve("LICENSE")).isRegularFile();
    }
}
