package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A main class of the tests in a process of its own that is talked to, sent signals, and ended. For one thread. */
final class AppProcess implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int TICKS_A_SECOND = 100;

    private final Process process;
    private final Path log;
    private final BufferedWriter input;

    private AppProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        input = process.outputWriter(UTF_8);
    }

    static Builder of(Class<?> main, String... arguments) {
        return new Builder(main, List.of(arguments));
    }

    /** What a process runs in. */
    static final class Builder {
        private final Class<?> main;
        private final List<String> arguments;
        private final List<String> wrapper = new ArrayList<>();
        private final List<String> jvmOptions = new ArrayList<>();

        private Builder(Class<?> main, List<String> arguments) {
            this.main = main;
            this.arguments = arguments;
        }

        /** Commands and options before the JVM; each must replace itself by the next, so that signals arrive. */
        Builder within(String... command) {
            wrapper.addAll(List.of(command));
            return this;
        }

        Builder jvm(String... options) {
            jvmOptions.addAll(List.of(options));
            return this;
        }

        AppProcess start() throws IOException {
            List<String> command = new ArrayList<>(wrapper);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx64m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            if (Runtime.version().feature() >= 22) {
                command.add("--enable-native-access=ALL-UNNAMED");
            }
            command.addAll(jvmOptions);
            command.addAll(List.of("-cp", ClassPathJars.path(), main.getName()));
            command.addAll(arguments);
            Path log = Files.createTempFile("app", ".log");
            return new AppProcess(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Gives it a line of input. */
    void tell(String line) throws IOException {
        input.write(line);
        input.newLine();
        input.flush();
    }

    /** All it has said so far. */
    List<String> log() throws IOException {
        return new String(Files.readAllBytes(log), UTF_8).lines().toList();
    }

    List<String> log(String text) throws IOException {
        return log().stream().filter(line -> line.contains(text)).toList();
    }

    /** Waits until it says something, and returns the line. */
    String await(String text) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            boolean alive = isAlive();
            List<String> found = log(text);
            if (!found.isEmpty()) {
                return found.get(0);
            }
            if (!alive || System.nanoTime() - deadline > 0) {
                throw new AssertionError("the process " + (alive ? "does not say '" : "has ended and not said '") + text
                        + "', but " + log());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Sends a signal by its name for kill(1). */
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM; returns how long it took to end. */
    Duration terminate(Duration patience) throws Exception {
        long start = System.nanoTime();
        signal("TERM");
        int code = awaitEnd(patience);
        if (code != 0 && code != 128 + 15) {
            throw new AssertionError("the process ended with " + code + " and said " + log());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Waits for it to end by itself and returns its exit code. */
    int awaitEnd(Duration patience) throws Exception {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process does not end; it said " + log());
        }
        return process.exitValue();
    }

    /** The CPU time it has used. */
    Duration cpu() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofMillis(ticks * 1000 / TICKS_A_SECOND);
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.deleteIfExists(log);
    }
}
