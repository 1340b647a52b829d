package io.github.posixmq.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code --serve} as a child process of this one, to be killed. What it logs goes where this process logs. Any thread may
 * ask.
 */
final class BridgeProcess implements AutoCloseable {
    private static final long KILL_AFTER_SECONDS = 10;

    /** Several messages are in hand at a time, so that a kill has something to lose. */
    private static final String POLLERS = "-Dbridge.pollers=4";

    private final Process process;
    private final CountDownLatch readyOrGone = new CountDownLatch(1);
    private volatile boolean ready;

    private BridgeProcess(Process process) {
        this.process = process;
        Thread listener = new Thread(this::listen, "bridge-output");
        listener.setDaemon(true);
        listener.start();
    }

    static BridgeProcess start(QueueSettings queue, String brokerUrl) throws IOException {
        List<String> args = List.of(
                "--serve",
                "--queue",
                queue.name().toString(),
                "--max-messages",
                Integer.toString(queue.maxMessages()),
                "--max-message-size",
                Integer.toString(queue.maxMessageSize()),
                "--broker",
                brokerUrl);
        return new BridgeProcess(ChildJvm.of(AttendedBridge.class, args, List.of(POLLERS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private void listen() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(Service.READY)) {
                    ready = true;
                    readyOrGone.countDown();
                }
            }
        } catch (IOException e) {
            // The process is gone, which is asked for below.
        } finally {
            readyOrGone.countDown();
        }
    }

    /** Waits until its routes run. */
    void awaitReady() throws IOException, InterruptedException {
        readyOrGone.await();
        if (!ready) {
            process.waitFor();
        }
        check();
    }

    boolean isReady() {
        return ready;
    }

    /**
     * Looks whether it lives.
     *
     * @throws IOException if it has ended
     */
    void check() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("The process of the bridge ended with status " + process.exitValue()
                    + "; what it had to say stands above.");
        }
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(KILL_AFTER_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
