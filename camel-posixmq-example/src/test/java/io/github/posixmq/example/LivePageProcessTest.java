package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page of a bridge in a process of its own. */
class LivePageProcessTest {
    private static final String TOKEN = "0123456789abcdefgh";
    private static final String BOUND_BY_MODES = "--bounding-set=-dac_override,-dac_read_search";
    private static final Pattern ADDRESS = Pattern.compile("Live page: (http://\\S+)");

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private static URI pageOf(Child bridge) {
        await().untilAsserted(() -> assertThat(bridge.output()).contains("Ready "));
        Matcher line = ADDRESS.matcher(bridge.output());
        assertThat(line.find()).as(bridge.output()).isTrue();
        return URI.create(line.group(1));
    }

    private String state(URI page) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page.resolve("/api/state")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private String suspend(URI page, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page.resolve("/api/routes/queue-to-amqp/suspend"))
                .header("X-Control-Token", token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private Path tokenFile(String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static Child controlled(TestQueue queue, Path tokenFile) throws IOException {
        return Child.bridge(
                "--serve",
                "--queue",
                queue.name(),
                "--max-message-size",
                "64",
                "--allow-control",
                "--control-token-file",
                tokenFile.toString());
    }

    @Test
    void tokenFileThatOthersMayReadEndsTheStart() throws Exception {
        Path file = tokenFile("rw-r--r--");
        try (TestQueue queue = new TestQueue();
                Child bridge = controlled(queue, file)) {
            assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(1);
            assertThat(bridge.lastLine())
                    .isEqualTo("bridge: The token file " + file + " has more permissions than 0600. Type: chmod 600 "
                            + file);
        }
    }

    @Test
    void tokenOfTheFileControlsARouteAndIsNotPrinted() throws Exception {
        try (TestQueue queue = new TestQueue();
                Child bridge = controlled(queue, tokenFile("rw-------"))) {
            URI page = pageOf(bridge);
            assertThat(suspend(page, TOKEN + "x")).startsWith("The token is missing or wrong.");
            assertThat(state(page)).contains("\"state\":\"Started\"");
            assertThat(suspend(page, TOKEN)).isEqualTo("Route queue-to-amqp is now Suspended.");
            assertThat(state(page)).contains("\"state\":\"Suspended\"");
            assertThat(bridge.output()).doesNotContain(TOKEN);
        }
    }

    @Test
    void otherQueuesAreListedAndOneThatMayNotBeReadSaysWhy() throws Exception {
        requireNamespaces();
        try (Child bridge = bridgeBesideOtherQueues()) {
            URI page = pageOf(bridge);
            await().untilAsserted(() -> assertThat(state(page))
                    .contains("\"notListed\":null", "\"queues\":3,")
                    .contains("{\"name\":\"/beside\",\"problem\":null,\"depth\":0,")
                    .contains("{\"name\":\"/own\",\"problem\":null,")
                    .containsPattern("\\{\"name\":\"/closed\",\"problem\":\"[^\"]*/closed[^\"]*EACCES[^\"]*\""));
        }
    }

    /**
     * In mount and IPC namespaces of its own, where {@code /closed} lets nobody in and the bridge is a user whom
     * permissions bind, whoever runs the test.
     */
    private Child bridgeBesideOtherQueues() throws IOException {
        List<String> command = inNamespaces(String.join(
                "\n",
                "cd " + folder,
                "mkdir dev && mount --rbind /dev dev && mount -t tmpfs -o mode=755 none /dev",
                "for f in null zero random urandom; do touch /dev/$f; mount --bind dev/$f /dev/$f; done",
                "mkdir /dev/shm /dev/mqueue && mount -t tmpfs none /dev/shm && mount -t mqueue none /dev/mqueue",
                // small queues, where the kernel lets this user say so
                "(cd /proc/sys/fs/mqueue && echo 2 > msg_default && echo 64 > msgsize_default) || true",
                "touch /dev/mqueue/beside /dev/mqueue/closed && chmod 0 /dev/mqueue/closed",
                "exec setpriv " + BOUND_BY_MODES + " \"$@\""));
        command.addAll(
                Child.bridgeCommand("--serve", "--queue", "/own", "--max-messages", "2", "--max-message-size", "64"));
        return Child.start(command);
    }

    private static List<String> inNamespaces(String script) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "-i"));
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            command.add("-Ur");
        }
        command.addAll(List.of("sh", "-e", "-c", script, "sh"));
        return command;
    }

    private static void requireNamespaces() throws IOException, InterruptedException {
        List<String> probe = inNamespaces("exec setpriv " + BOUND_BY_MODES + " true");
        try (Child trial = Child.start(probe)) {
            boolean allowed = trial.exitStatus() == 0;
            String reason = "this user may not do: " + String.join(" ", probe)
                    + " (run as root, or allow user namespaces); it said: " + trial.output();
            if (System.getenv("CI") != null) {
                assertThat(allowed).as(reason).isTrue();
            }
            Assumptions.assumeTrue(allowed, reason);
        }
    }
}
