package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process started by a test, with its two outputs taken together; gone at the end, whatever happens. */
final class Child implements AutoCloseable {
    private static final long LONGEST_SECONDS = 90;

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Child(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "child-output");
        reader.start();
    }

    /** The command line of the bridge, in a JVM of its own with the class path that it is delivered with. */
    static Child bridge(String... args) throws IOException {
        return start(bridgeCommand(args));
    }

    /** What {@link #bridge} starts, for a test that puts something before it. */
    static List<String> bridgeCommand(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                deliveredClassPath(),
                Bridge.class.getName()));
        command.addAll(List.of(args));
        if (List.of(args).contains("--serve") && !List.of(args).contains("--page-port")) {
            // another bridge on this machine may have the usual port
            command.addAll(List.of("--page-port", "0"));
        }
        return command;
    }

    private static String deliveredClassPath() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        return target.resolve("classes") + File.pathSeparator + Files.readString(target.resolve("runtime.classpath"));
    }

    static Child start(List<String> command) throws IOException {
        return new Child(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has said so far. */
    String output() {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** The last line it has said. */
    String lastLine() {
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    /** Kills the processes it has started that run that main class. */
    void killDescendants(Class<?> main) {
        process.descendants().filter(each -> isRunning(each, main)).forEach(ProcessHandle::destroyForcibly);
    }

    /** ProcessHandle does not tell the arguments of a command that is longer than a page. */
    private static boolean isRunning(ProcessHandle process, Class<?> main) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .contains("\0" + main.getName() + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end. */
    void terminate() {
        // Process.destroy() would close the pipe, and with it our ear for the last words.
        process.toHandle().destroy();
    }

    /** Waits for its end and for all it said. */
    int exitStatus() throws InterruptedException {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Still running after " + LONGEST_SECONDS + " s; it said:\n" + output());
        }
        reader.join();
        return process.exitValue();
    }

    /** Waits for its end, with one sentence for its user on one line. */
    void assertRefused(int status, String... contained) throws InterruptedException {
        assertThat(exitStatus()).as(output()).isEqualTo(status);
        assertThat(output()).hasLineCount(1).startsWith("bridge: ").contains(contained);
    }

    /** Kills it as {@code kill -9} does; returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
