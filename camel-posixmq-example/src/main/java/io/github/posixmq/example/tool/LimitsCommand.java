package io.github.posixmq.example.tool;

import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code limits}: what the kernel grants, who uses it as far as can be seen, and what still fits. */
@Command(
        name = "limits",
        mixinStandardHelpOptions = true,
        description = "Shows the limits of the system, what is used by whom, and how many more queues fit.")
final class LimitsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--max-messages",
            paramLabel = "N",
            description = "Capacity of the queues that are to fit. Default: the system's.")
    private Integer maxMessages;

    @Option(
            names = "--max-message-size",
            paramLabel = "BYTES",
            description = "Largest message of the queues that are to fit. Default: the system's.")
    private Integer maxMessageSize;

    @Override
    public Integer call() throws IOException {
        if ((maxMessages != null && maxMessages < 1) || (maxMessageSize != null && maxMessageSize < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "A queue has room for at least 1 message of at least 1 byte.");
        }
        QueueLimits limits = QueueLimits.current();
        set(limits);
        List<QueueFacts> queues = null;
        try {
            queues = QueueList.now();
            used(queues);
        } catch (MessageQueueException e) {
            Say.error("What is used cannot be told: " + e.getMessage());
        }
        fits(limits, queues);
        return PosixMq.OK;
    }

    private static void set(QueueLimits limits) {
        Table table = new Table("LIMIT", "VALUE", "OF");
        table.add("fs.mqueue.msg_max", Integer.toString(limits.msgMax()), "messages in a queue");
        table.add("fs.mqueue.msg_default", Integer.toString(limits.msgDefault()), "the same where none is asked for");
        table.add("fs.mqueue.msgsize_max", Integer.toString(limits.msgSizeMax()), "bytes in a message");
        table.add(
                "fs.mqueue.msgsize_default",
                Integer.toString(limits.msgSizeDefault()),
                "the same where none is asked for");
        table.add("fs.mqueue.queues_max", Integer.toString(limits.queuesMax()), "queues in this IPC namespace");
        table.add("RLIMIT_MSGQUEUE", bytes(limits.rlimitBytes()), "bytes of all queues of a user (ulimit -q)");
        table.print(System.out);
    }

    private static String bytes(long bytes) {
        return bytes == Long.MAX_VALUE ? "unlimited" : Long.toString(bytes);
    }

    private static void used(List<QueueFacts> queues) throws IOException {
        System.out.println();
        if (queues.isEmpty()) {
            System.out.println("There are no queues.");
            return;
        }
        Users users = new Users();
        Map<String, List<QueueFacts>> byOwner = new TreeMap<>();
        int own = Users.own();
        int unknown = 0;
        for (QueueFacts each : queues) {
            if (each.isKnown()) {
                byOwner.computeIfAbsent(users.name(each.status().owner()), owner -> new ArrayList<>())
                        .add(each);
            } else {
                unknown++;
            }
        }
        if (!byOwner.isEmpty()) {
            print(byOwner);
        }
        if (unknown > 0) {
            System.out.println(unknown + " more " + (unknown == 1 ? "queue" : "queues")
                    + " cannot be opened by this user; what they take is not known.");
        }
        for (QueueFacts each : queues) {
            if (!each.isKnown() && each.isOwnedBy(own)) {
                System.out.println(Printable.line(each.name()) + " is one of them and this user's own; type chmod u+r"
                        + " /dev/mqueue" + Printable.line(each.name()) + " to have it counted.");
            }
        }
    }

    private static void print(Map<String, List<QueueFacts>> byOwner) {
        Table table = new Table("OWNER", "QUEUE", "CAPACITY", "SIZE", "BYTES");
        byOwner.forEach((owner, his) -> {
            his.forEach(each -> table.add(
                    owner,
                    Printable.line(each.name()),
                    Integer.toString(each.attributes().maxMessages()),
                    Integer.toString(each.attributes().maxMessageSize()),
                    Long.toString(each.bytesCharged())));
            table.add(owner, "all " + his.size(), "-", "-", Long.toString(sum(his)));
        });
        table.print(System.out);
    }

    private static long sum(List<QueueFacts> queues) {
        long sum = 0;
        for (QueueFacts each : queues) {
            sum += each.bytesCharged();
        }
        return sum;
    }

    private void fits(QueueLimits limits, List<QueueFacts> queuesOrNull) throws IOException {
        int messages = maxMessages == null ? Math.min(limits.msgDefault(), limits.msgMax()) : maxMessages;
        int size = maxMessageSize == null ? Math.min(limits.msgSizeDefault(), limits.msgSizeMax()) : maxMessageSize;
        long each = QueueLimits.bytesNeeded(messages, size);
        System.out.println();
        System.out.println("A queue of " + messages + " messages of " + size + " bytes takes " + each + " bytes.");
        if (messages > limits.msgMax() || size > limits.msgSizeMax()) {
            System.out.println("It is beyond fs.mqueue." + (messages > limits.msgMax() ? "msg_max" : "msgsize_max")
                    + "; only a process with CAP_SYS_RESOURCE can create it.");
        }
        List<QueueFacts> queues = queuesOrNull == null ? List.of() : queuesOrNull;
        long fit = fit(limits, queues, each);
        String count = fit == Long.MAX_VALUE ? "Any number" : Long.toString(fit);
        System.out.println(
                queuesOrNull == null
                        ? count + " of them fit if this user has no other queues."
                        : count
                                + " more of them fit for this user. Queues that were unlinked while somebody has them open"
                                + " count as well and cannot be seen.");
    }

    /** How many more queues of that many bytes this user can have. */
    private static long fit(QueueLimits limits, List<QueueFacts> queues, long bytes) throws IOException {
        int own = Users.own();
        List<QueueFacts> his = queues.stream()
                .filter(queue -> queue.isKnown() && queue.isOwnedBy(own))
                .toList();
        long fit = limits.rlimitBytes() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.max(0, limits.rlimitBytes() - sum(his)) / bytes;
        return limits.queuesMax() < 0 ? fit : Math.min(fit, Math.max(0, limits.queuesMax() - queues.size()));
    }
}
