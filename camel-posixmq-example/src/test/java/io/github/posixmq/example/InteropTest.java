package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The programs that README.md quotes, against routes: no code is shared with them, only the kernel's queue. */
class InteropTest {
    private static final Path SOURCES = Path.of("src/main/interop");

    @TempDir
    Path folder;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("example.queue", queue.name());
        properties.setProperty("example.directory", folder.toString());
        return properties;
    }

    private static String run(String... command) throws Exception {
        try (Child child = Child.start(List.of(command))) {
            assertThat(child.exitStatus()).as(child.output()).isZero();
            return child.output();
        }
    }

    @Test
    void routeReceivesWhatCSends() throws Exception {
        assumeTrue(Tools.have("cc"), "needs a C compiler");
        String send = folder.resolve("send").toString();
        run("cc", "-Wall", "-Werror", "-o", send, SOURCES.resolve("send.c").toString(), "-lrt");
        Path file = folder.resolve("orders.ndjson");
        try (RunningRoutes routes = RunningRoutes.of("queue-to-file.yaml", properties())) {
            assertThat(routes.started()).isTrue();
            run(send, queue.name(), "9", "{\"order\":1,\"item\":\"Ölkanne\"}");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .ignoreException(NoSuchFileException.class)
                    .until(() -> Files.readString(file).equals("{\"order\":1,\"item\":\"Ölkanne\"}\n"));
        }
    }

    @Test
    void pythonReceivesWhatARouteSends() throws Exception {
        assumeTrue(Tools.have("python3"), "needs python3");
        Files.writeString(folder.resolve("new.ndjson"), "{\"order\":1,\"item\":\"Ölkanne\"}\n{\"order\":2}\n");
        try (RunningRoutes routes = RunningRoutes.of("file-to-queue.xml", properties())) {
            assertThat(routes.started()).isTrue();
            String printed = run("python3", SOURCES.resolve("receive.py").toString(), queue.name(), "2");
            assertThat(printed).isEqualTo("5 {\"order\":1,\"item\":\"Ölkanne\"}\n5 {\"order\":2}\n");
        }
    }
}
