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
        for (QueueFacts each : queues) {
            String name = Printable.line(each.name());
            if (each.isKnown()) {
                table.add(
                        name,
                        users.name(each.status().owner()),
                        each.mode(),
                        Integer.toString(each.attributes().depth()),
                        Integer.toString(each.attributes().maxMessages()),
                        Integer.toString(each.attributes().maxMessageSize()),
                        Long.toString(each.bytesCharged()),
                        each.status().lastUsed().toString());
            } else {
                table.add(name, "-", "-", "-", "-", "-", "-", "-");
            }
        }
        table.print(System.out);
        queues.stream().filter(each -> !each.isKnown()).forEach(each -> Say.error(each.reason()));
    }
}
