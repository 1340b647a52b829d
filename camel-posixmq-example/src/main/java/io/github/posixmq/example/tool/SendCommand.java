package io.github.posixmq.example.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.WaitEndedException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code send}: lines, arguments or a whole input as messages. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description =
                "Sends each argument, or each line of a file or of standard input, as a message. Waits while the queue is"
                        + " full.")
final class SendCommand implements Callable<Integer> {
    /** For the message in hand; a read of standard input is not waited for. */
    private static final long PATIENCE_MILLIS = 300;

    @Mixin
    private QueueArgument queue;

    @Parameters(index = "1..*", paramLabel = "MESSAGE", description = "Messages, instead of standard input.")
    private List<String> messages;

    @Option(names = "--file", paramLabel = "FILE", description = "Read this file instead of standard input.")
    private Path file;

    @Option(
            names = {"-p", "--priority"},
            paramLabel = "N",
            defaultValue = "0",
            description = "0 to 32767; higher ones are received first. Default: ${DEFAULT-VALUE}.")
    private int priority;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description = "Longest wait for room for one message; 0 does not wait. Default: for ever.")
    private Duration timeout;

    @Option(names = "--raw", description = "Send all of the input as one message, bytes as they are.")
    private boolean raw;

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            converter = Separator.Converter.class,
            description = "What ends a message in the input instead of a newline, such as '\\0'.")
    private Separator separator;

    private long sent;

    @Override
    public Integer call() throws IOException {
        check();
        try (MessageQueue mq = MessageQueue.open(queue.name(), OpenOptions.writeOnly());
                Ending ending = new Ending(mq::endWaits, PATIENCE_MILLIS, () -> {})) {
            return sendUnlessEnded(mq, ending);
        } catch (IOException e) {
            throw sent == 0 ? e : new IOException(e.getMessage() + " Before that " + sent + " were sent.", e);
        }
    }

    private void check() {
        queue.usage(
                priority < 0 || priority > MessageQueue.MAX_PRIORITY,
                "There is no priority " + priority + "; they go from 0 to " + MessageQueue.MAX_PRIORITY + ".");
        queue.usage(raw && separator != null, "--raw does not go with --separator, it takes the input as one message.");
        queue.usage(messages != null && file != null, "--file does not go with messages as arguments.");
        queue.usage(
                messages != null && (raw || separator != null),
                "--raw and --separator are for input from a file or standard input, not for arguments.");
        queue.usage(file != null && !Files.isReadable(file), "There is no file " + file + " that can be read.");
    }

    /** What it says it says before the process may end. */
    private int sendUnlessEnded(MessageQueue mq, Ending ending) throws IOException {
        try {
            return sendAll(mq, ending);
        } catch (WaitEndedException e) {
            Say.error("Ended while the queue was full" + soFar());
            return PosixMq.FAILED;
        }
    }

    private int sendAll(MessageQueue mq, Ending ending) throws IOException {
        if (messages != null) {
            for (String each : messages) {
                if (!send(mq, each.getBytes(UTF_8))) {
                    return timedOut();
                }
            }
            return PosixMq.OK;
        }
        byte[] end = separator == null ? new byte[] {'\n'} : separator.bytes();
        try (InputStream in = input()) {
            MessageReader reader = new MessageReader(in, raw ? null : end, mq.maxMessageSize());
            for (byte[] next = reader.next(); next != null; next = ending.isAsked() ? null : reader.next()) {
                if (reader.length() > mq.maxMessageSize()) {
                    return tooLong(mq, reader);
                }
                if (!send(mq, next)) {
                    return timedOut();
                }
            }
        }
        return PosixMq.OK;
    }

    private InputStream input() throws IOException {
        return file == null ? new FileInputStream(FileDescriptor.in) : Files.newInputStream(file);
    }

    private boolean send(MessageQueue mq, byte[] body) throws IOException {
        if (timeout == null) {
            mq.send(body, priority);
        } else if (!mq.send(body, priority, timeout)) {
            return false;
        }
        sent++;
        return true;
    }

    private int timedOut() {
        Say.error(queue.name() + " was full all that time" + soFar()
                + " Have its reader started or sped up, or give a longer --timeout.");
        return PosixMq.NOTHING;
    }

    private int tooLong(MessageQueue mq, MessageReader reader) {
        Say.error((raw ? "The input" : "Message " + reader.number() + " of the input") + " has " + reader.length()
                + " bytes and " + queue.name() + " takes " + mq.maxMessageSize() + "; nothing of it was sent" + soFar()
                + " Shorten it, or create the queue anew with --max-message-size " + reader.length() + ".");
        return PosixMq.FAILED;
    }

    private String soFar() {
        return "; " + sent + (sent == 1 ? " message was" : " messages were") + " sent before that.";
    }
}
