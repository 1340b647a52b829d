package io.github.posixmq.camel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of the tests in a JVM of its own, with the class path of this one. */
final class CamelChild {
    private final List<String> command = new ArrayList<>();

    /** Commands and options to put before the JVM, setpriv(1) for example. */
    CamelChild within(String... wrapper) {
        command.addAll(Arrays.asList(wrapper));
        return this;
    }

    /** Runs the class to its end, which must be a good one, and returns the lines it printed. */
    List<String> run(Class<?> main, List<String> jvmOptions, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(command);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            line.add("--enable-native-access=ALL-UNNAMED");
        }
        line.addAll(jvmOptions);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(Arrays.asList(arguments));
        Path output = Files.createTempFile("camel-child", ".out");
        try {
            return run(line, output);
        } finally {
            Files.delete(output);
        }
    }

    private static List<String> run(List<String> line, Path output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the child does not end; it said " + Files.readString(output));
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(
                    "the child ended with " + process.exitValue() + " and said " + Files.readString(output));
        }
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }
}
