package io.github.posixmq.example.tool;

import io.github.posixmq.HeldMessage;
import io.github.posixmq.HeldMessages;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What was taken from queues and is not done with: shows it, throws it away, or puts it back. */
@Command(
        name = "held",
        mixinStandardHelpOptions = true,
        description = {
            "Shows and clears up what was received and not finished: messages that journals of",
            "living and dead processes hold, and those in quarantine."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:all went well", "1:something did not", "64:the command line is wrong"})
final class HeldCommand implements Runnable {
    @Option(
            names = "--directory",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The journalDirectory of the consumer. Default: this user's own below /dev/shm.")
    private Path directory;

    @Spec
    private CommandSpec spec;

    private interface Action {
        void on(HeldMessage message) throws MessageQueueException;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "held what? Write held list, show, release or requeue.");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the messages, one a line.")
    int list(
            @Option(names = "--queue", paramLabel = "NAME", description = "Only those of this queue.") String queue,
            @Option(names = "--json", description = "As one JSON object, with the files that cannot be read.")
                    boolean json)
            throws IOException {
        HeldMessages held = HeldMessages.in(directory);
        List<HeldMessage> messages = queue == null ? held.list() : held.list(queueName(queue));
        if (json) {
            HeldJson.write(System.out, messages, held.unreadable());
            return 0;
        }
        HeldTable.print(System.out, messages);
        held.unreadable().forEach(each -> complain(each.path() + " cannot be read: " + each.reason() + "."));
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a message with its body.")
    int show(
            @Parameters(paramLabel = "ID", description = "As held list shows it.") String id,
            @Option(names = "--raw", description = "Nothing but the bytes of the body.") boolean raw)
            throws IOException {
        HeldMessage message = HeldMessages.in(directory).find(id);
        if (message == null) {
            complain(unknown(id));
            return 1;
        }
        if (raw) {
            System.out.write(message.body());
            System.out.flush();
        } else {
            HeldDetails.print(System.out, message);
        }
        return 0;
    }

    @Command(name = "release", mixinStandardHelpOptions = true, description = "Throws messages away, for good.")
    int release(@Parameters(paramLabel = "ID", arity = "1..*", description = "As held list shows it.") List<String> ids)
            throws IOException {
        return each(ids, HeldMessage::release, "Released ");
    }

    @Command(
            name = "requeue",
            mixinStandardHelpOptions = true,
            description = "Puts messages back into their queues, with their priorities.")
    int requeue(@Parameters(paramLabel = "ID", arity = "1..*", description = "As held list shows it.") List<String> ids)
            throws IOException {
        return each(ids, HeldMessage::requeue, "Put back ");
    }

    /** One that fails does not keep the others from their turn. */
    private int each(List<String> ids, Action action, String done) throws IOException {
        Map<String, HeldMessage> held = HeldMessages.in(directory).list().stream()
                .collect(Collectors.toMap(HeldMessage::id, Function.identity()));
        int status = 0;
        for (String id : ids) {
            HeldMessage message = held.get(id);
            try {
                if (message == null) {
                    complain(unknown(id));
                    status = 1;
                } else {
                    action.on(message);
                    System.out.println(done + id + ": " + message.length() + " bytes with priority "
                            + message.priority() + " of " + Printable.line(message.queue()) + ".");
                }
            } catch (MessageQueueException e) {
                complain(e.getMessage());
                status = 1;
            }
        }
        return status;
    }

    private QueueName queueName(String name) {
        try {
            return QueueName.of(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static String unknown(String id) {
        return "No message " + id + " is held. See which are: held list.";
    }

    private static void complain(String message) {
        System.err.println("held: " + Printable.line(message));
    }
}
