package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.TestQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** What is done to the journal, and who else is there. */
final class JournalFault {
    private static final Duration SOON = Duration.ofSeconds(2);

    private JournalFault() {}

    /** A file system on which no journal can be made. */
    enum Place {
        FULL("full small tmpfs", "size=4k", "ENOSPC"),
        READ_ONLY("read-only mount", "ro", "EROFS");

        final String text;
        private final String mountOptions;
        private final String errno;

        Place(String text, String mountOptions, String errno) {
            this.text = text;
            this.mountOptions = mountOptions;
            this.errno = errno;
        }
    }

    /** The start on such a file system. */
    static String badPlace(Place place) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            TestQueue.require(mayMount(), "this user may not: unshare -m (run as root)");
            MessageQueue raw = bench.open();
            raw.send(NumberedMessage.body(0), 0);
            Path mount = Files.createDirectory(bench.directory.resolve("mount"));
            String uri = bench.uri(bench.queue, "journalDirectory=" + mount.resolve("journals"));
            String script = "mount -t tmpfs -o " + place.mountOptions + " none " + mount + " && exec \"$@\"";
            AppProcess app = bench.keep(AppProcess.of(JournaledApp.class, "from=" + uri, "out=" + bench.ledger.file())
                    .within("unshare", "-m", "sh", "-c", script, "sh")
                    .start());
            assertThat(app.awaitEnd(FaultBench.PATIENCE)).as("exit code").isNotZero();
            assertThat(app.log("Name another directory (journalDirectory)"))
                    .as("the remedy")
                    .isNotEmpty();
            assertThat(app.log(place.errno)).isNotEmpty();
            assertThat(raw.depth()).as("messages in the queue").isEqualTo(1);
            assertThat(app.log("ready")).isEmpty();
            return "the start fails with " + place.errno + " and the remedy; the queue is left alone";
        }
    }

    private static boolean mayMount() throws Exception {
        return new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
    }

    /** Deletes the journal so often under load, and kills the consumer at last. */
    static String deleted(int times) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            bench.open();
            bench.sender(0, 1, 200);
            AppProcess app = bench.start(bench.app("fail-at-random", "concurrentConsumers=3", "redeliveryDelay=50"));
            Duration longest = Duration.ZERO;
            for (int i = 0; i < times; i++) {
                bench.awaitProgress();
                bench.someTime(300);
                JournalPlace.remove(bench.journals.path());
                long start = System.nanoTime();
                int told = i + 1;
                FaultBench.await()
                        .until(() -> app.log("the journal was deleted").size() == told);
                Duration taken = Duration.ofNanos(System.nanoTime() - start);
                longest = taken.compareTo(longest) > 0 ? taken : longest;
                assertThat(bench.journals.files()).as("the new journal").isNotEmpty();
            }
            assertThat(longest).as("the longest time without a journal").isLessThan(SOON);
            bench.awaitProgress();
            // what it held in a deleted file must be done with before it may die
            bench.awaitAll();
            FaultBench.Sender more = bench.sender(50_000_000, 1, 200);
            bench.awaitProgress();
            bench.someTime(500);
            bench.kill(app);
            AppProcess last = bench.start(bench.app("append"));
            more.stop();
            int sent = bench.awaitAll();
            bench.finish(last);
            bench.assertDuplicatesAreThoseHeld();
            return times + " times, noticed after " + longest.toMillis() + " ms at most; " + sent + " sent, 0 lost, "
                    + bench.ledger.duplicates() + " duplicates of " + bench.heldAtDeaths()
                    + " held when it was killed afterwards";
        }
    }

    /** Two IPC namespaces with queues of one name and one journal directory; consumers are killed in both. */
    static String twoNamespaces(int kills) throws Exception {
        TestQueue.require(mayUnshareIpc(), "this user may not: unshare -i (run as root)");
        try (FaultBench one = new FaultBench();
                FaultBench two = new FaultBench()) {
            World left = new World(one, one);
            World right = new World(two, one);
            left.begin(0);
            right.begin(1);
            for (int i = 0; i < kills; i++) {
                left.killOne();
                right.killOne();
            }
            int sent = left.finish() + right.finish();
            assertThat(one.ledger.order()).as("numbers of the first").allMatch(number -> number % 2 == 0);
            assertThat(two.ledger.order()).as("numbers of the second").allMatch(number -> number % 2 == 1);
            return 2 * kills + " kills, " + sent + " sent in two namespaces, none crossed, 0 lost, "
                    + (one.ledger.duplicates() + two.ledger.duplicates()) + " duplicates, all marked";
        }
    }

    private static boolean mayUnshareIpc() throws Exception {
        return new ProcessBuilder("unshare", "-i", "true").start().waitFor() == 0;
    }

    /** An IPC namespace with a sender and a consumer. */
    private static final class World {
        private final FaultBench bench;
        private final FaultBench names;
        private final AppProcess keeper;

        World(FaultBench bench, FaultBench names) throws Exception {
            this.bench = bench;
            this.names = names;
            keeper = bench.start(AppProcess.of(NamespaceKeeper.class).within("unshare", "-i"));
        }

        private AppProcess.Builder within(AppProcess.Builder builder) {
            return builder.within("nsenter", "--ipc=/proc/" + keeper.pid() + "/ns/ipc");
        }

        private AppProcess.Builder app() {
            return within(AppProcess.of(
                    JournaledApp.class, "from=" + names.from("concurrentConsumers=2"), "out=" + bench.ledger.file()));
        }

        void begin(int first) throws Exception {
            String target = "to=" + bench.uri(names.queue);
            bench.sender(
                    first,
                    2,
                    within(AppProcess.of(NumberSender.class, target, "first=" + first, "step=2", "pause=300")));
        }

        void killOne() throws Exception {
            AppProcess app = bench.start(app());
            bench.awaitProgress();
            bench.someTime(100);
            bench.kill(app);
        }

        int finish() throws Exception {
            AppProcess last = bench.start(app());
            int sent = bench.awaitAll();
            last.terminate(FaultBench.PATIENCE);
            bench.countHeldBefore(last);
            bench.ledger.read();
            bench.assertDuplicatesAreThoseHeld();
            return sent;
        }
    }

    /** Keeps a namespace alive. */
    static final class NamespaceKeeper {
        private NamespaceKeeper() {}

        public static void main(String... none) throws Exception {
            System.out.println("ready");
            System.out.flush();
            System.in.read();
        }
    }

    /** Other channels of a process open, lock and close its own journal files, while another process looks for the dead. */
    static String otherChannels(int times) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            bench.open();
            bench.sender(0, 1, 300);
            AppProcess app = bench.start(bench.app("fail-at-random", "concurrentConsumers=3", "redeliveryDelay=100"));
            AppProcess other = bench.start(bench.app("append"));
            int touched = 0;
            for (int i = 0; i < times; i++) {
                bench.awaitProgress();
                int told = i + 1;
                app.tell("touch");
                FaultBench.await().until(() -> app.log("touched").size() == told);
                touched++;
                if (i % 5 == 4) {
                    // the next one looks for the dead when it starts
                    other.terminate(FaultBench.PATIENCE);
                    other = bench.start(bench.app("append"));
                }
            }
            int sent = bench.awaitAll();
            app.terminate(FaultBench.PATIENCE);
            bench.finish(other);
            bench.assertNoDuplicates();
            assertThat(bench.heldAtDeaths()).as("taken over from the living").isZero();
            return touched + " times, " + sent + " sent, 0 lost, 0 duplicates, no takeover";
        }
    }

    /** Two contexts in one JVM on one queue; one is stopped and started so often. */
    static String twoContexts(int restarts) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            MessageQueue raw = bench.open();
            Ledger ledger = bench.ledger;
            try (DefaultCamelContext one = context(bench);
                    DefaultCamelContext two = context(bench)) {
                one.start();
                two.start();
                bench.sender(0, 1, 100);
                for (int i = 0; i < restarts; i++) {
                    bench.awaitProgress();
                    bench.someTime(50);
                    one.stop();
                    one.start();
                }
                int sent = bench.awaitAll();
                one.stop();
                two.stop();
                ledger.read();
                assertThat(raw.depth()).isZero();
                bench.assertNoDuplicates();
                assertThat(bench.journals.files()).isEmpty();
                return restarts + " restarts of one of them, " + sent + " sent, 0 lost, 0 duplicates";
            }
        }
    }

    private static DefaultCamelContext context(FaultBench bench) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        RouteBuilder.addRoutes(context, routes -> routes.from(bench.from("concurrentConsumers=2"))
                .process(exchange -> JournaledApp.append(bench.ledger.file(), exchange)));
        return context;
    }
}
