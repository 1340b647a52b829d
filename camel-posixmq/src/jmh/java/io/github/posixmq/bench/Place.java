package io.github.posixmq.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where processes of the benchmark run: which Java, which C program, which core, which IPC namespace. Immutable.
 *
 * @param program the compiled C program
 * @param javaHome the JDK
 * @param javaOptions options of the JVM
 * @param prefix the command that the others are arguments of
 */
record Place(Path program, Path javaHome, List<String> javaOptions, List<String> prefix) {
    static Place here(Path program) {
        return new Place(program, Path.of(System.getProperty("java.home")), List.of("-Xmx512m"), List.of());
    }

    Place on(Path otherJava, String... options) {
        List<String> all = new ArrayList<>(javaOptions);
        all.add("--enable-native-access=ALL-UNNAMED");
        all.addAll(List.of(options));
        return new Place(program, otherJava, all, prefix);
    }

    Place core(int number) {
        return behind(List.of("taskset", "-c", String.valueOf(number)));
    }

    Place behind(List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return new Place(program, javaHome, javaOptions, all);
    }

    List<String> c(String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** A role of {@link Roles}. */
    List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Roles.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    List<String> jar(Path jar, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(javaHome.resolve("bin/java").toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    void createQueue(String name, int depth, int size) throws IOException {
        run(c("create", "/" + name, String.valueOf(depth), String.valueOf(size)));
    }

    /** Removes the queue, if it is there. */
    void unlinkQueue(String name) {
        try {
            run(c("unlink", "/" + name));
        } catch (IOException e) {
            System.out.println("  not unlinked: " + name);
        }
    }

    /** Runs a command to its end; what it printed. */
    static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("Still running after 30 s: " + command);
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new IOException(command.get(command.size() - 1) + ": " + said);
            }
            return said;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
