package io.github.posixmq.example.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.QueueNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        List<String> withoutCache = new ArrayList<>(
                List.of("env", "POSIXMQ_CACHE=", "JAVA_HOME=" + System.getProperty("java.home"), "BRIDGE_LOG=json"));
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
    void bridgesWhatTheToolSendsAndEndsInTime() throws Exception {
        posixmq("", "create", queue, "--max-messages", "5", "--max-message-size", "256");
        Path out = folder.resolve("out.ndjson");
        List<String> bridge = List.of(
                home.resolve("bin/bridge").toString(),
                "--queue",
                queue,
                "--max-messages",
                "5",
                "--max-message-size",
                "256",
                "--out",
                out.toString());
        try (Tool running = start("", bridge)) {
            Awaitility.await().atMost(SOON).until(() -> running.out().contains("Ready "));
            posixmq("{\"a\":1}\n{\"b\":\"ü\"}\n", "send", queue);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> Files.exists(out) && Files.readAllLines(out).size() == 2);
            running.process().toHandle().destroy();
            assertThat(running.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(running.process().exitValue()).isEqualTo(128 + 15);
        }
        assertThat(Files.readAllLines(out)).containsExactly("{\"a\":1}", "{\"b\":\"ü\"}");
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
