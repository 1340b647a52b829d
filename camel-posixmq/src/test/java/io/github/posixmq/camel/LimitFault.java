package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueExistsException;
import io.github.posixmq.QueueNotFoundException;
import io.github.posixmq.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Limits and permissions that are in the way when the queue has to be opened anew. */
final class LimitFault {
    private static final String NOBODY = "65534";
    private static final String TROUBLE = "Cannot receive from queue";

    private LimitFault() {}

    /** A limit of the process, by its option of prlimit(1), and values with which nothing and everything can be opened. */
    enum Limit {
        DESCRIPTORS("--nofile", "10", "500", "RLIMIT_NOFILE"),
        MESSAGE_QUEUES("--msgqueue", "1", "819200", "RLIMIT_MSGQUEUE");

        private final String option;
        private final String tooLow;
        private final String enough;
        final String name;

        Limit(String option, String tooLow, String enough, String name) {
            this.option = option;
            this.tooLow = tooLow;
            this.enough = enough;
            this.name = name;
        }
    }

    private static void limit(AppProcess app, String option, String value) throws Exception {
        Process changed = new ProcessBuilder("prlimit", "--pid", Long.toString(app.pid()), option + "=" + value)
                .inheritIO()
                .start();
        assertThat(changed.waitFor()).as("prlimit").isZero();
    }

    /** Exhausts a limit of the consumer when it has to recreate its queue, and lifts it again. */
    static String exhausted(Limit limit) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            MessageQueue first = bench.open();
            AppProcess app = bench.start(bench.app("append"));
            for (int i = 0; i < 10; i++) {
                first.send(NumberedMessage.body(i), 0);
            }
            bench.awaitAll(10);
            limit(app, limit.option, limit.tooLow + ":");
            for (int i = 10; i < 15; i++) {
                first.send(NumberedMessage.body(i), 0);
            }
            MessageQueue.unlink(bench.queue);
            String error = app.await(TROUBLE);
            bench.awaitAll(15);
            // the error comes again every second, and only the first time is it news
            long until = System.nanoTime() + 3_000_000_000L;
            FaultBench.await().until(() -> System.nanoTime() - until > 0);
            assertThat(app.log(TROUBLE)).as("reports").hasSize(1);
            assertThat(app.log()).as("the limit by its name").anyMatch(line -> line.contains(limit.name));

            limit(app, limit.option, limit.enough + ":");
            app.await("works again");
            try (MessageQueue second = MessageQueue.open(bench.queue, OpenOptions.writeOnly())) {
                for (int i = 15; i < 20; i++) {
                    second.send(NumberedMessage.body(i), 0);
                }
            }
            bench.awaitAll(20);
            bench.finish(app);
            bench.assertNoDuplicates();
            assertThat(error).contains(bench.queue);
            return "reported once, recovered by itself, 20 sent, 0 lost, 0 duplicates";
        }
    }

    /** Somebody recreates the queue with permissions that keep the consumer out, and grants them later. */
    static String permissionTaken() throws Exception {
        try (FaultBench bench = new FaultBench()) {
            TestQueue.require(isRoot(), "only root can act as two users");
            MessageQueue first = create(bench.queue, 0666);
            AppProcess app = bench.start(asNobody(bench));
            for (int i = 0; i < 10; i++) {
                first.send(NumberedMessage.body(i), 0);
            }
            first.close();
            MessageQueue ours = recreate(bench.queue, 0600);
            for (int i = 10; i < 15; i++) {
                ours.send(NumberedMessage.body(i), 0);
            }
            app.await(TROUBLE);
            bench.awaitAll(10);
            long until = System.nanoTime() + 3_000_000_000L;
            FaultBench.await().until(() -> System.nanoTime() - until > 0);
            assertThat(app.log(TROUBLE)).as("reports").hasSize(1);
            assertThat(app.log("EACCES")).as("the error by its name").isNotEmpty();
            ours.close();

            recreate(bench.queue, 0666).close();
            app.await("works again");
            try (MessageQueue last = MessageQueue.open(bench.queue, OpenOptions.writeOnly())) {
                for (int i = 10; i < 20; i++) {
                    last.send(NumberedMessage.body(i), 0);
                }
            }
            bench.awaitAll(20);
            app.terminate(FaultBench.PATIENCE);
            bench.ledger.read();
            bench.assertNoDuplicates();
            return "reported once, recovered by itself, 20 sent, 0 lost, 0 duplicates";
        }
    }

    private static MessageQueue create(String name, int permissions) throws MessageQueueException {
        return MessageQueue.open(name, FaultBench.geometry().createExclusive().permissions(permissions));
    }

    /** Until it is ours: the consumer may be quicker. */
    private static MessageQueue recreate(String name, int permissions) throws MessageQueueException {
        while (true) {
            try {
                MessageQueue.unlink(name);
                return create(name, permissions);
            } catch (QueueExistsException | QueueNotFoundException somebodyWasQuicker) {
                // once more
            }
        }
    }

    private static boolean isRoot() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    /** The consumer as a user without privileges, who may read neither the build's folder nor the local repository. */
    private static AppProcess.Builder asNobody(FaultBench bench) throws IOException {
        Path home = bench.directory;
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        return bench.app("append")
                .within("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups")
                .jvm("-Djna.tmpdir=" + home, "-Djava.io.tmpdir=" + home);
    }
}
