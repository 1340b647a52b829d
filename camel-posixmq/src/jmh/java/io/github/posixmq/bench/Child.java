package io.github.posixmq.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that answers each command on its standard input by one line, of which the first is {@code ready}, or
 * {@code Ready} from the bridge of the example. It ends with its input, so never outlives the
 * benchmark. Used by one thread.
 */
final class Child implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String READY = "ready";
    private static final List<String> ANSWERS = List.of(READY, "ok", "failed");
    private static final String GONE = "gone";
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
    }

    private final String what;
    private final Path errors;
    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /** Starts it; {@link #awaitReady} must follow. */
    Child(List<String> command) throws IOException {
        what = command.size() > 3
                ? String.join(" ", command.subList(command.size() - 3, command.size()))
                : command.get(0);
        errors = Files.createTempFile("posixmq-bench", ".log");
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        ALIVE.add(process);
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "answers of " + what);
        reader.setDaemon(true);
        reader.start();
    }

    static Child ready(List<String> command) throws IOException {
        Child child = new Child(command);
        try {
            child.awaitReady();
            return child;
        } catch (IOException e) {
            child.close();
            throw e;
        }
    }

    void awaitReady() throws IOException {
        answer(READY, PATIENCE);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines()
                    .map(line -> line.startsWith("Ready ") ? READY : line)
                    .filter(line -> ANSWERS.stream().anyMatch(line::startsWith))
                    .forEach(answers::add);
        } catch (RuntimeException | IOException e) {
            answers.add("failed " + e);
        }
        answers.add(GONE);
    }

    /** What follows {@code ok} in the answer. */
    String ask(String command) throws IOException {
        tell(command);
        return await();
    }

    void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    String await() throws IOException {
        return answer("ok", PATIENCE);
    }

    private String answer(String expected, Duration patience) throws IOException {
        try {
            String line = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new IOException(what + ": no answer in " + patience.toSeconds() + " s");
            }
            if (!line.startsWith(expected)) {
                throw new IOException(what + ": " + line + lastErrors());
            }
            return line.substring(expected.length()).trim();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private String lastErrors() throws IOException {
        List<String> lines = Files.readAllLines(errors);
        List<String> telling = lines.stream()
                .filter(line -> line.contains("Exception") || line.contains("Error") || lines.size() < 3)
                .limit(2)
                .toList();
        return telling.isEmpty() ? "" : " (" + String.join("; ", telling) + ")";
    }

    long pid() {
        return process.pid();
    }

    /** Sends SIGTERM and tells how long the process took to end. */
    Duration terminate() throws IOException, InterruptedException {
        long start = System.nanoTime();
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException(what + " is still there " + PATIENCE.toSeconds() + " s after SIGTERM");
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException e) {
            // Its end of the pipe has gone already, which is what closing is to bring about.
            answers.add(GONE);
        }
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            Files.deleteIfExists(errors);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("Left behind: " + errors);
        }
        ALIVE.remove(process);
    }
}
