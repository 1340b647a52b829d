package io.github.posixmq.example.tool;

import io.github.posixmq.Delivery;
import io.github.posixmq.Journal;
import io.github.posixmq.JournalListener;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueName;
import io.github.posixmq.ReceivedMessage;
import io.github.posixmq.WaitEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What receive, follow and drain have in common: from the queue to standard output, and done with only then. One thread. */
final class Receiving {
    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final long PATIENCE_MILLIS = 3_000;

    @Mixin
    private QueueArgument queue;

    @Option(names = "--json", description = "One JSON object a line: body, base64, priority, length, redelivered.")
    private boolean json;

    @Option(names = "--raw", description = "The bytes of the messages and nothing between them.")
    private boolean raw;

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            converter = Separator.Converter.class,
            description = "What is written after each message instead of a newline, such as '\\0'.")
    private Separator separator;

    @Option(
            names = "--at-most-once",
            description =
                    "Without the journal: a message in hand is lost if this process is killed or nobody takes its output.")
    private boolean atMostOnce;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where the journal is. Default: this user's own below /dev/shm.")
    private Path directory;

    private long written;

    /** Hears what people should know. */
    private static final class Told implements JournalListener {
        @Override
        public void quarantined(Path file, int priority, int bytes, String reason) {
            Say.error("A message of " + bytes + " bytes with priority " + priority + " is in quarantine, since "
                    + reason + ": " + file + ". See posixmq held list.");
        }

        @Override
        public void setAside(Path file, String reason) {
            Say.error("A journal cannot be read and was set aside as " + file + ": " + reason + ".");
        }

        @Override
        public void othersHold(Path other, int owner) {
            Say.error("User " + owner + " has journals in " + other + "; what they hold only that user can receive.");
        }
    }

    QueueName name() {
        return queue.name();
    }

    long written() {
        return written;
    }

    /**
     * Receives and writes.
     *
     * @param count most messages
     * @param timeoutOrNull longest wait for each; null for ever
     * @return whether as many came; false if a time was over, or the process ends
     */
    boolean run(long count, Duration timeoutOrNull) throws IOException {
        queue.usage(json && (raw || separator != null), "--json does not go with --raw or --separator.");
        queue.usage(
                raw && separator != null, "--raw does not go with --separator; it writes nothing between messages.");
        JournalOptions options = JournalOptions.defaults().maxHeld(1).listener(new Told());
        options = atMostOnce ? options.inMemory() : options.directory(directory);
        try (MessageQueue mq = MessageQueue.open(queue.name(), OpenOptions.readOnly());
                Journal journal = Journal.open(queue.name(), mq.maxMessageSize(), options);
                Ending ending = new Ending(
                        () -> {
                            mq.endWaits();
                            journal.endWaits();
                        },
                        PATIENCE_MILLIS,
                        this::tellLate)) {
            return run(count, timeoutOrNull == null ? FOREVER : timeoutOrNull, mq, journal, ending);
        } catch (WaitEndedException e) {
            return false;
        }
    }

    private boolean run(long count, Duration timeout, MessageQueue mq, Journal journal, Ending ending)
            throws IOException {
        Output output = new Output(raw ? null : separator == null ? new byte[] {'\n'} : separator.bytes(), json);
        while (written < count && !ending.isAsked()) {
            Delivery delivery = journal.receive(mq, timeout);
            if (delivery == null) {
                return false;
            }
            write(output, delivery);
            written++;
        }
        return written >= count;
    }

    private void write(Output output, Delivery delivery) throws IOException {
        ReceivedMessage message = delivery.message();
        if (atMostOnce) {
            delivery.release();
        }
        tell(delivery);
        try {
            output.write(message, delivery.isRedelivered());
        } catch (IOException e) {
            delivery.putBack();
            throw new IOException(
                    "Standard output takes nothing any more (" + e.getMessage() + "); "
                            + (atMostOnce
                                    ? "the message in hand is lost. Leave out --at-most-once to keep it."
                                    : "the message in hand is kept and comes first with the next posixmq receive "
                                            + queue.name() + "."),
                    e);
        }
        delivery.release();
    }

    private void tell(Delivery delivery) {
        if (delivery.isRedelivered()) {
            ReceivedMessage message = delivery.message();
            Say.error("Redelivered: the next message, " + message.body().length + " bytes with priority "
                    + message.priority() + ", may have been written before"
                    + (delivery.isRecovered() ? ", and bytes FF at its end may be missing." : "."));
        }
    }

    private void tellLate() {
        if (!atMostOnce) {
            Say.error("Nobody reads standard output; the message in hand is kept and comes first with the next posixmq"
                    + " receive " + queue.name() + ".");
        }
    }
}
