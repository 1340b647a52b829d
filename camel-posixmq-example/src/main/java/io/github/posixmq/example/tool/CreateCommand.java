package io.github.posixmq.example.tool;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code create}: a queue, if there is none of that name. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Creates a queue. One that is there with the same geometry is left as it is.")
final class CreateCommand implements Callable<Integer> {
    private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

    @Mixin
    private QueueArgument queue;

    @Option(
            names = {"--max-messages", "--max-msgs"},
            paramLabel = "N",
            description = "How many messages fit. Default: the system's, fs.mqueue.msg_default.")
    private Integer maxMessages;

    @Option(
            names = {"--max-message-size", "--max-msg-size"},
            paramLabel = "BYTES",
            description = "The largest message. Default: the system's, fs.mqueue.msgsize_default.")
    private Integer maxMessageSize;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "600",
            description = "Its permissions, in octal, whatever the umask. Default: ${DEFAULT-VALUE}.")
    private String mode;

    @Option(names = "--exclusive", description = "Fail if it is there already.")
    private boolean exclusive;

    @Override
    public Integer call() throws IOException {
        try (MessageQueue created = MessageQueue.open(queue.name(), options())) {
            System.out.println((created.wasCreated() ? "Created " : "There already: ") + Printable.line(created.name())
                    + ", " + created.maxMessages() + " messages of at most " + created.maxMessageSize() + " bytes.");
        }
        return PosixMq.OK;
    }

    private OpenOptions options() {
        queue.usage(
                !OCTAL.matcher(mode).matches(), "'" + mode + "' is no mode. Write three octal digits, such as 620.");
        queue.usage(maxMessages != null && maxMessages < 1, "--max-messages must be at least 1.");
        queue.usage(maxMessageSize != null && maxMessageSize < 1, "--max-message-size must be at least 1.");
        OpenOptions options = OpenOptions.readWrite().permissions(Integer.parseInt(mode, 8));
        options = exclusive ? options.createExclusive() : options.create().exactGeometry();
        options = maxMessages == null ? options : options.maxMessages(maxMessages);
        return maxMessageSize == null ? options : options.maxMessageSize(maxMessageSize);
    }
}
