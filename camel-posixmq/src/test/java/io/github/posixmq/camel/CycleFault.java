package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Starting and stopping many routes many times. */
final class CycleFault {
    private static final int ROUTES = 20;
    private static final int WARM_UP = 5;

    private CycleFault() {}

    /** Starts and stops so often, and looks what is left. */
    static String leavesNothing(int cycles) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            for (int i = 0; i < ROUTES; i++) {
                bench.queues.unlinkLater(bench.queue + "-" + i);
            }
            AppProcess app = bench.keep(AppProcess.of(
                            Cycles.class, bench.queue, bench.journals.path().toString(), Integer.toString(cycles))
                    .start());
            assertThat(app.awaitEnd(Duration.ofMinutes(3))).as(bench.logs()).isZero();
            String left = app.await("left: ");
            assertThat(left).isEqualTo("left: threads 0, descriptors 0, journals mapped 0, queues mapped 0, files 0");
            return cycles + " cycles of " + ROUTES + " routes on 1×64 queues: " + left;
        }
    }

    /** Runs in the child. */
    static final class Cycles {
        private Cycles() {}

        public static void main(String... arguments) throws Exception {
            Path journals = Path.of(arguments[1]);
            int cycles = Integer.parseInt(arguments[2]);
            DefaultCamelContext context = new DefaultCamelContext();
            RouteBuilder.addRoutes(context, routes -> {
                for (int i = 0; i < ROUTES; i++) {
                    String target = "posixmq:" + arguments[0] + "-" + i
                            + "?maxMessages=1&maxMessageSize=64&concurrentConsumers=2&journalDirectory=" + journals;
                    routes.from(target).to("mock:out?retainLast=1");
                }
            });
            run(context, arguments[0], WARM_UP);
            long threads = threads();
            long descriptors = descriptors();
            run(context, arguments[0], cycles);
            System.gc();
            awaitNoMoreThan(threads);
            System.out.println("left: threads " + Math.max(0, threads() - threads) + ", descriptors "
                    + Math.max(0, descriptors() - descriptors) + ", journals mapped " + mappings(journals.toString())
                    + ", queues mapped " + mappings("/mqueue") + ", files "
                    + JournalPlace.files(journals).size());
        }

        private static void run(DefaultCamelContext context, String queue, int cycles) throws Exception {
            for (int i = 0; i < cycles; i++) {
                context.start();
                for (int route = 0; route < ROUTES; route++) {
                    context.createProducerTemplate()
                            .sendBody("posixmq:" + queue + "-" + route + "?create=false", "cycle " + i);
                }
                context.stop();
            }
        }

        /** A thread that was told to end takes a moment to. */
        private static void awaitNoMoreThan(long threads) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
            while (threads() > threads && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }

        private static long threads() {
            return ManagementFactory.getThreadMXBean().getThreadCount();
        }

        private static long descriptors() throws IOException {
            try (var all = Files.list(Path.of("/proc/self/fd"))) {
                return all.count();
            }
        }

        private static long mappings(String text) throws IOException {
            List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
            return maps.stream().filter(line -> line.contains(text)).count();
        }
    }
}
