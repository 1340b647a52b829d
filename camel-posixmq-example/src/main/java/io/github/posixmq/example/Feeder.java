package io.github.posixmq.example;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Plays an event file into a queue that exists, in a process of its own and without Camel: the legacy program of the
 * demonstration. Arguments: the queue, and the file unless it is the shipped one. Tells on standard output how many events
 * it has sent, a number a line; what goes wrong is told on standard error, and the exit status is 1.
 */
public final class Feeder {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int REPORT_EVERY = 100;

    private final MessageQueue queue;
    private long sent;

    private Feeder(MessageQueue queue) {
        this.queue = queue;
    }

    /**
     * Plays the file to its end.
     *
     * @param args queue, and file if not the shipped one
     */
    public static void main(String[] args) {
        try (MessageQueue queue = MessageQueue.open(args[0], OpenOptions.writeOnly())) {
            new Feeder(queue).play(EventFile.of(args.length > 1 ? Path.of(args[1]) : null));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void play(EventFile events) throws IOException {
        events.forEach(this::send);
        System.out.println(sent);
    }

    private void send(long line, byte[] body, int priority) throws IOException {
        if (!queue.send(body, priority, LONGEST_WAIT)) {
            throw new IOException("The queue " + queue.name() + " had no room for " + LONGEST_WAIT.toSeconds()
                    + " s, so nobody reads it.");
        }
        sent++;
        if (sent % REPORT_EVERY == 0) {
            System.out.println(sent);
        }
    }
}
