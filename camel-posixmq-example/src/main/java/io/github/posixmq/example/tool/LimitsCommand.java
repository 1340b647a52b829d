package io.github.posixmq.example.tool;

import io.github.posixmq.MessageQueueException;
import io.github.posixmq.QueueLimits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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

    private static void used(List<QueueFacts> queues) {
        System.out.println();
        if (queues.isEmpty()) {
            System.out.println("There are no queues.");
            return;
        }
        Users users = new Users();
        Map<String, List<QueueFacts>> byOwner = queues.stream()
                .filter(QueueFacts::isKnown)
                .collect(Collectors.groupingBy(
                        each -> users.name(each.status().owner()), TreeMap::new, Collectors.toList()));
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
        long unknown = queues.stream().filter(each -> !each.isKnown()).count();
        if (unknown > 0) {
            System.out.println(unknown + " more queues belong to others and cannot be opened by this user.");
        }
    }

    private static long sum(List<QueueFacts> queues) {
        return queues.stream().mapToLong(QueueFacts::bytesCharged).sum();
    }

    private void fits(QueueLimits limits, List<QueueFacts> queuesOrNull) throws IOException {
        int messages = maxMessages == null ? Math.min(limits.msgDefault(), limits.msgMax()) : maxMessages;
        int size = maxMessageSize == null ? Math.min(limits.msgSizeDefault(), limits.msgSizeMax()) : maxMessageSize;
        long each = QueueLimits.bytesNeeded(messages, size);
        String geometry = messages + " messages of " + size + " bytes";
        System.out.println();
        System.out.println("A queue of " + geometry + " takes " + each + " bytes.");
        if (messages > limits.msgMax() || size > limits.msgSizeMax()) {
            System.out.println("It is beyond fs.mqueue." + (messages > limits.msgMax() ? "msg_max" : "msgsize_max")
                    + "; only a process with CAP_SYS_RESOURCE can create it.");
        }
        int own = Users.own();
        long taken = queuesOrNull == null
                ? 0
                : queuesOrNull.stream()
                        .filter(queue -> queue.isKnown() && queue.status().owner() == own)
                        .mapToLong(QueueFacts::bytesCharged)
                        .sum();
        long fit = limits.rlimitBytes() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.max(0, limits.rlimitBytes() - taken) / each;
        if (limits.queuesMax() >= 0) {
            fit = Math.min(fit, Math.max(0, limits.queuesMax() - (queuesOrNull == null ? 0 : queuesOrNull.size())));
        }
        String count = fit == Long.MAX_VALUE ? "Any number" : Long.toString(fit);
        System.out.println(
                queuesOrNull == null
                        ? count + " of them fit if this user has no other queues."
                        : count
                                + " more of them fit for this user. Queues that were unlinked while somebody has them open"
                                + " count as well and cannot be seen.");
    }
}
