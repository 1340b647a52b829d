package io.github.posixmq.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@link Feeder} as a child process of this one. Any thread may ask. */
final class FeederProcess implements AutoCloseable {
    private static final long KILL_AFTER_SECONDS = 2;

    private final Process process;
    private final Thread listener;
    private volatile long sent;
    private volatile String complaint = "";

    private FeederProcess(Process process) {
        this.process = process;
        this.listener = new Thread(this::listen, "feeder-output");
        listener.setDaemon(true);
        listener.start();
    }

    static FeederProcess start(String queue, Path eventsOrNull) throws IOException {
        List<String> args = eventsOrNull == null ? List.of(queue) : List.of(queue, eventsOrNull.toString());
        return new FeederProcess(
                ChildJvm.of(Feeder.class, args).redirectErrorStream(true).start());
    }

    private void listen() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.matches("\\d{1,18}")) {
                    sent = Long.parseLong(line);
                } else if (complaint.isEmpty()) {
                    complaint = line;
                }
            }
        } catch (IOException e) {
            complaint = "Its output cannot be read: " + e.getMessage();
        }
    }

    /** How many events it has told to have sent. */
    long sent() {
        return sent;
    }

    /**
     * Whether it has sent everything and is gone, and all it said has been heard.
     *
     * @throws IOException if it failed; the message says why
     */
    boolean isFinished() throws IOException {
        if (process.isAlive() || listener.isAlive()) {
            return false;
        }
        int status = process.exitValue();
        if (status != 0) {
            throw new IOException(
                    "The feeder ended with status " + status + (complaint.isEmpty() ? "." : ": " + complaint));
        }
        return true;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(KILL_AFTER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
