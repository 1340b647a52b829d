package io.github.posixmq.example.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.posixmq.HeldMessages;
import io.github.posixmq.QueueName;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code info}: what can be known of one queue, with or without /dev/mqueue. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Shows a queue: geometry, depth, owner, mode, last use, bytes charged, held messages.")
final class InfoCommand implements Callable<Integer> {
    @Mixin
    private QueueArgument queue;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        QueueName name = queue.name();
        QueueFacts facts = QueueFacts.of(name);
        if (!facts.isKnown()) {
            Say.error(facts.reason());
            return PosixMq.FAILED;
        }
        int held = HeldMessages.in(null).list(name).size();
        if (json) {
            JsonLine.print(System.out, line -> {
                write(line, facts);
                line.writeNumberField("held", held);
            });
        } else {
            print(facts, held);
        }
        return PosixMq.OK;
    }

    private static void print(QueueFacts facts, int held) {
        line("queue", Printable.line(facts.name()));
        line("depth", facts.attributes().depth() + " of " + facts.attributes().maxMessages() + " messages");
        line("size", facts.attributes().maxMessageSize() + " bytes a message at most");
        line(
                "owner",
                new Users().name(facts.status().owner()) + ", group "
                        + facts.status().group());
        line("mode", facts.mode());
        line("last used", facts.status().lastUsed());
        line("charged", facts.bytesCharged() + " bytes of the owner's RLIMIT_MSGQUEUE");
        line("held", held + " messages in journals and quarantine of this user");
    }

    private static void line(String name, Object value) {
        System.out.printf("%-10s  %s%n", name, value);
    }

    static void write(JsonGenerator json, QueueFacts facts) throws IOException {
        json.writeStringField("name", facts.name().toString());
        if (facts.isKnown()) {
            json.writeNumberField("depth", facts.attributes().depth());
            json.writeNumberField("maxMessages", facts.attributes().maxMessages());
            json.writeNumberField("maxMessageSize", facts.attributes().maxMessageSize());
            json.writeNumberField("bytesCharged", facts.bytesCharged());
        } else {
            json.writeStringField("unknown", facts.reason());
        }
        if (facts.status() != null) {
            json.writeNumberField("owner", Integer.toUnsignedLong(facts.status().owner()));
            json.writeNumberField("group", Integer.toUnsignedLong(facts.status().group()));
            json.writeStringField("mode", facts.mode());
            json.writeStringField("lastUsed", facts.status().lastUsed().toString());
        }
    }
}
