package io.github.posixmq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/** Runs everything and writes the report. The main class; see the README of src/jmh. */
final class Benchmark {
    private Benchmark() {}

    public static void main(String[] args) throws IOException {
        Settings settings = Settings.fromProperties();
        Figures figures = new Figures();
        Path scratch = Files.createTempDirectory("posixmq-bench");
        try {
            Place place = Place.here(compile(settings, scratch));
            String systemCall = Place.run(place.c("syscall"));
            measure(settings, figures, place, scratch);
            System.out.println("Written: " + new Report(settings, figures, systemCall).write());
        } finally {
            delete(scratch);
        }
        System.exit(0);
    }

    private static Path compile(Settings settings, Path scratch) throws IOException {
        Path program = scratch.resolve("mqbench");
        Path source = settings.root().resolve("camel-posixmq/src/jmh/c/mqbench.c");
        Place.run(List.of("cc", "-O2", "-pthread", "-o", program.toString(), source.toString(), "-lrt"));
        return program;
    }

    private static void measure(Settings settings, Figures figures, Place place, Path scratch) {
        new Sections(settings, figures, place, scratch).all();
        if (settings.wants(MicroBenchmarks.SECTION)) {
            try {
                MicroBenchmarks.run(settings, figures);
            } catch (RunnerException e) {
                figures.failed(MicroBenchmarks.SECTION, "all", e);
            }
        }
    }

    /** Leaves what it cannot remove: the figures are there already. */
    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                if (!path.toFile().delete()) {
                    System.out.println("Left behind: " + path);
                }
            });
        }
    }
}
