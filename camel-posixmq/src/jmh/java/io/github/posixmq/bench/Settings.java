package io.github.posixmq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one run is to do. Immutable.
 *
 * @param quick whether it is only to show that everything works
 * @param rounds how often each figure is taken
 * @param warmUps rounds before those, which do not count
 * @param warmUpSeconds how long one of those takes: the compiler of the JVM must have come to an end
 * @param seconds how long one figure of one contender takes
 * @param only the sections to run, all if empty
 * @param newerJava home of a JDK of 22 or above, empty if there is none
 * @param root the checkout
 */
record Settings(
        boolean quick,
        int rounds,
        int warmUps,
        double warmUpSeconds,
        double seconds,
        List<String> only,
        Optional<Path> newerJava,
        Path root) {
    private static final Path JVMS = Path.of("/usr/lib/jvm");
    private static final int FIRST_WITH_FOREIGN_FUNCTIONS = 22;

    static Settings fromProperties() throws IOException {
        boolean quick = Boolean.getBoolean("benchmark.quick");
        String home = System.getProperty("benchmark.newerJava", "");
        return new Settings(
                quick,
                quick ? 2 : 7,
                quick ? 2 : 4,
                quick ? 0.5 : 1.5,
                quick ? 0.15 : 1.0,
                Arrays.stream(System.getProperty("benchmark.only", "").split(","))
                        .filter(s -> !s.isBlank())
                        .toList(),
                home.isBlank() ? newestJava() : Optional.of(Path.of(home)),
                Path.of(System.getProperty("benchmark.root", "."))
                        .toAbsolutePath()
                        .normalize());
    }

    boolean wants(String section) {
        return only.isEmpty() || only.contains(section);
    }

    static int javaVersion(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.", -1)[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static Optional<Path> newestJava() throws IOException {
        if (!Files.isDirectory(JVMS)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(JVMS)) {
            return homes.filter(home -> javaVersion(home) >= FIRST_WITH_FOREIGN_FUNCTIONS)
                    .max((a, b) -> Integer.compare(javaVersion(a), javaVersion(b)));
        }
    }
}
