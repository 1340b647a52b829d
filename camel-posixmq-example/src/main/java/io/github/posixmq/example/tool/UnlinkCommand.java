package io.github.posixmq.example.tool;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueName;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code unlink}: removes a queue that is empty, or with {@code --force} any. */
@Command(
        name = "unlink",
        mixinStandardHelpOptions = true,
        description = "Removes a queue. Processes that have it open keep using it.")
final class UnlinkCommand implements Callable<Integer> {
    @Mixin
    private QueueArgument queue;

    @Option(names = "--force", description = "Also one that holds messages, or cannot be looked into; they are lost.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        QueueName name = queue.name();
        if (!force) {
            int depth = depth(name);
            if (depth > 0) {
                Say.error(name + " was not removed: it holds " + depth
                        + " messages, which would be lost. Take them out with" + " posixmq drain " + name
                        + ", or write posixmq unlink --force " + name + ".");
                return PosixMq.FAILED;
            }
        }
        MessageQueue.unlink(name);
        return PosixMq.OK;
    }

    private static int depth(QueueName name) throws IOException {
        try (MessageQueue open = MessageQueue.open(name, OpenOptions.readOnly())) {
            return open.depth();
        }
    }
}
