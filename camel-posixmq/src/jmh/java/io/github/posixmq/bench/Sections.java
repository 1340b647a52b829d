package io.github.posixmq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is measured, section by section. Used by one thread. */
final class Sections {
    static final String PAIR = "pair";
    static final String THROUGHPUT = "throughput";
    static final String DEEP = "deep";
    static final String LATENCY = "latency";
    static final String COST = "cost";
    static final String IDLE = "idle";
    static final String LIFE = "life";

    private static final int STOCK_DEPTH = 10;
    private static final String BRIDGE = "bridge of the example";
    private static final double NANOS_A_MILLI = 1e6;
    private static final int SMALL = 64;
    private static final int LARGE = 8192;
    private static final String AT_MOST_ONCE = "?deliveryGuarantee=atMostOnce";

    private final Settings settings;
    private final Figures figures;
    private final Place place;
    private final Path scratch;

    Sections(Settings settings, Figures figures, Place place, Path scratch) {
        this.settings = settings;
        this.figures = figures;
        this.place = place;
        this.scratch = scratch;
    }

    private interface Section {
        void run() throws Exception;
    }

    void all() {
        section(PAIR, this::pair);
        section(THROUGHPUT, this::throughput);
        section(DEEP, this::deep);
        section(LATENCY, this::latency);
        section(COST, this::cost);
        section(IDLE, this::idle);
        section(LIFE, this::life);
    }

    private void section(String name, Section section) {
        if (settings.wants(name)) {
            try {
                section.run();
            } catch (Exception e) {
                figures.failed(name, "all", e);
            }
        }
    }

    private void pair() {
        List<Contender> all = new ArrayList<>();
        for (int size : new int[] {SMALL, LARGE}) {
            String bytes = ", " + size + " B";
            all.add(pairs("C" + bytes, new PairProcess(place, true, 2, size), "plain"));
            PairProcess wrapper = new PairProcess(place, false, 2, size);
            all.add(pairs("wrapper byte[]" + bytes, wrapper, "plain"));
            all.add(pairs("wrapper direct" + bytes, wrapper, "direct"));
            all.add(pairs("wrapper journal" + bytes, wrapper, "held"));
        }
        String bytes = ", " + SMALL + " B";
        all.add(pairs("JNA interface" + bytes, new PairProcess(place, false, 2, SMALL), "interface"));
        settings.newerJava().ifPresent(home -> {
            for (String binding : List.of("jna", "ffm")) {
                Place where = place.on(home, "-Dposixmq.binding=" + binding);
                PairProcess newer = new PairProcess(where, false, 2, SMALL);
                all.add(pairs("wrapper byte[], newer JDK, " + binding + bytes, newer, "plain"));
                all.add(pairs("wrapper direct, newer JDK, " + binding + bytes, newer, "direct"));
            }
        });
        Rounds.run(PAIR, all, settings, figures);
    }

    private static Pairs pairs(String name, PairProcess process, String mode) {
        return new Pairs(name, process, mode, 0, 1);
    }

    private void throughput() throws IOException {
        Contenders make = new Contenders(place, STOCK_DEPTH, SMALL);
        Contenders shallow = new Contenders(place, 1, SMALL);
        List<Contender> all = new ArrayList<>(List.of(
                make.c(),
                make.busyC(),
                make.wrapper(),
                make.cToRoute("C → route, plain", AT_MOST_ONCE),
                make.cToRoute("C → route, journal", ""),
                make.cToRoute("C → route, 3 pollers", "?concurrentConsumers=3"),
                make.cToRoute("C → route, batching", "?batching=true&batchTimeout=10"),
                make.routeToRoute("Camel → Camel, plain", AT_MOST_ONCE, "default"),
                make.routeToRoute("Camel → Camel, journal", "", "default"),
                make.routeToRoute("Camel → Camel, journal, pooled exchanges", "", "pooled")));
        Contenders large = new Contenders(place, STOCK_DEPTH, LARGE);
        all.add(large.cToRoute("C → route, plain, 8 KiB", AT_MOST_ONCE));
        all.add(large.cToRoute("C → route, journal, 8 KiB", ""));
        all.add(make.oneJvm("one JVM: posixmq plain", AT_MOST_ONCE));
        all.add(make.oneJvm("one JVM: posixmq journal", ""));
        all.add(make.seda("one JVM: seda size=10", "&size=10"));
        all.add(make.seda("one JVM: seda", ""));
        all.add(renamed(shallow.c(), "C → C, depth 1"));
        all.add(renamed(shallow.wrapper(), "wrapper → wrapper, depth 1"));
        all.add(shallow.cToRoute("C → route, journal, depth 1", ""));
        try (Others others = new Others(place, scratch, figures)) {
            all.addAll(others.pipes(make));
            Rounds.run(THROUGHPUT, all, settings, figures);
        }
    }

    private static Contender renamed(Contender contender, String name) {
        return new Renamed(contender, name);
    }

    private record Renamed(Contender contender, String name) implements Contender {
        @Override
        public void start() throws Exception {
            contender.start();
        }

        @Override
        public Map<String, Double> round(double seconds) throws Exception {
            return contender.round(seconds);
        }

        @Override
        public void close() {
            contender.close();
        }
    }

    private void deep() throws IOException {
        try (PrivateNamespace namespace = new PrivateNamespace(1000)) {
            List<Contender> all = new ArrayList<>();
            for (int depth : new int[] {100, 1000}) {
                Contenders make = new Contenders(namespace.in(place), depth, SMALL);
                all.add(renamed(make.c(), "C → C, depth " + depth));
                all.add(renamed(make.wrapper(), "wrapper → wrapper, depth " + depth));
                all.add(make.cToRoute("C → route, journal, depth " + depth, ""));
            }
            Rounds.run(DEEP, all, settings, figures);
        }
    }

    private void latency() throws IOException {
        Contenders make = new Contenders(place, STOCK_DEPTH, SMALL);
        List<Contender> all = new ArrayList<>();
        int cores = Math.min(2, Runtime.getRuntime().availableProcessors());
        for (int core = 0; core < cores; core++) {
            String where = core == 0 ? ", one core" : ", two cores";
            all.add(echo(make, "C echo" + where, "c", core));
            all.add(echo(make, "wrapper echo" + where, "wrapper", core));
            all.add(echo(make, "route echo, plain" + where, AT_MOST_ONCE, core));
            all.add(echo(make, "route echo, journal" + where, "", core));
        }
        all.add(make.queueEcho("Camel ↔ Camel, posixmq"));
        try (Others others = new Others(place, scratch, figures)) {
            all.addAll(others.echoes(make));
            Rounds.run(LATENCY, all, settings, figures);
        }
    }

    private Echo echo(Contenders make, String name, String kind, int core) throws IOException {
        return make.echoToC(name, kind, core, Files.createTempFile(scratch, "samples", ""));
    }

    private void cost() throws IOException {
        try (PrivateNamespace namespace = new PrivateNamespace(1000)) {
            Place inside = namespace.in(place);
            PairProcess shallow = new PairProcess(inside, false, STOCK_DEPTH, SMALL);
            PairProcess deep = new PairProcess(inside, false, 1000, SMALL);
            Rounds.run(
                    COST,
                    List.of(
                            new Pairs("depth 10", shallow, "plain", 9, 1),
                            new Pairs("depth 1000", deep, "plain", 999, 1),
                            new Pairs("priorities 1", deep, "plain", 500, 1),
                            new Pairs("priorities 32768", deep, "plain", 500, 32768)),
                    settings,
                    figures);
        }
    }

    /** All of them at once, after the compiler of each has come to rest. */
    private void idle() throws Exception {
        System.out.println("== " + IDLE);
        Map<String, Child> children = new LinkedHashMap<>();
        try {
            for (int consumers : new int[] {0, 1, 10, 50}) {
                List<String> command = place.java("idle", String.valueOf(consumers), Queues.uniqueName() + "-");
                children.put(consumers + " consumers", Child.ready(command));
            }
            Thread.sleep(settings.quick() ? 2_000 : 40_000);
            for (int round = 0; round < settings.rounds(); round++) {
                idle(children, round);
            }
        } finally {
            children.values().forEach(Child::close);
        }
    }

    private void idle(Map<String, Child> children, int round) throws Exception {
        double seconds = settings.quick() ? 2 : 5;
        Map<String, Double> busy = new LinkedHashMap<>();
        Map<String, Long> woken = new LinkedHashMap<>();
        for (Map.Entry<String, Child> each : children.entrySet()) {
            busy.put(
                    each.getKey(),
                    ProcessFacts.idleProcessorSeconds(each.getValue().pid()));
            woken.put(
                    each.getKey(),
                    ProcessFacts.voluntarySwitches(each.getValue().pid()));
        }
        Thread.sleep((long) (seconds * 1000));
        for (Map.Entry<String, Child> each : children.entrySet()) {
            String name = each.getKey();
            double used = ProcessFacts.idleProcessorSeconds(each.getValue().pid()) - busy.get(name);
            long wakeUps = ProcessFacts.voluntarySwitches(each.getValue().pid()) - woken.get(name);
            figures.add(IDLE, name, "% of a core", round, 100 * used / seconds);
            figures.add(IDLE, name, "wake-ups/s", round, wakeUps / seconds);
        }
    }

    private void life() throws Exception {
        System.out.println("== " + LIFE);
        Contenders make = new Contenders(place, STOCK_DEPTH, SMALL);
        String queue = Queues.uniqueName();
        life("app of one route", queue, make.camel("run", "posixmq:" + queue, "-", "default", "-"));
        Optional<Path> jar = bridge();
        if (jar.isEmpty()) {
            figures.failed(LIFE, BRIDGE, new IOException("no jar of it; build it first: mvn -DskipTests package"));
            return;
        }
        int port = Contenders.freePort();
        Child broker = Child.ready(place.java("artemis", String.valueOf(port)));
        try {
            String url = "amqp://127.0.0.1:" + port;
            life(BRIDGE, queue, place.jar(jar.get(), "--serve", "--queue", "/" + queue, "--broker", url));
        } finally {
            broker.close();
        }
    }

    private Optional<Path> bridge() throws IOException {
        Path target = settings.root().resolve("camel-posixmq-example/target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file ->
                            file.getFileName().toString().matches("camel-posixmq-example-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst();
        }
    }

    private void life(String name, String queue, List<String> command) throws Exception {
        for (int round = 0; round < settings.rounds(); round++) {
            place.createQueue(queue, STOCK_DEPTH, SMALL);
            long start = System.nanoTime();
            try (Child child = Child.ready(command)) {
                figures.add(LIFE, name, "start ms", round, (System.nanoTime() - start) / NANOS_A_MILLI);
                figures.add(LIFE, name, "resident MB", round, ProcessFacts.residentMegabytes(child.pid()));
                figures.add(LIFE, name, "stop ms", round, child.terminate().toNanos() / NANOS_A_MILLI);
            } finally {
                place.unlinkQueue(queue);
            }
        }
    }
}
