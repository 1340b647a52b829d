package io.github.posixmq.example.tool;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code list}: the queues there are. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the queues. Linux shows them only where /dev/mqueue is mounted.")
final class ListCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<QueueFacts> queues = QueueList.now();
        if (json) {
            for (QueueFacts each : queues) {
                JsonLine.print(System.out, line -> InfoCommand.write(line, each));
            }
        } else {
            print(queues);
        }
        return PosixMq.OK;
    }

    private static void print(List<QueueFacts> queues) {
        if (queues.isEmpty()) {
            System.out.println("There are no queues.");
            return;
        }
        Users users = new Users();
        Table table = new Table("NAME", "OWNER", "MODE", "DEPTH", "CAPACITY", "SIZE", "BYTES", "LAST USED");
        queues.forEach(each -> table.add(row(each, users)));
        table.print(System.out);
        queues.stream().filter(each -> !each.isKnown()).forEach(each -> Say.error(each.reason()));
    }

    private static String[] row(QueueFacts queue, Users users) {
        String[] row = {Printable.line(queue.name()), "-", "-", "-", "-", "-", "-", "-"};
        if (queue.status() != null) {
            row[1] = users.name(queue.status().owner());
            row[2] = queue.mode();
            row[7] = queue.status().lastUsed().toString();
        }
        if (queue.isKnown()) {
            row[3] = Integer.toString(queue.attributes().depth());
            row[4] = Integer.toString(queue.attributes().maxMessages());
            row[5] = Integer.toString(queue.attributes().maxMessageSize());
            row[6] = Long.toString(queue.bytesCharged());
        }
        return row;
    }
}
