package io.github.posixmq;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that holds messages in a journal: {@code queue directory count then}, where {@code then} is {@code die} in
 * the middle of the deliveries, {@code die-idle} after having put them back, {@code die-copying} between the copy of the
 * last one and its record, or {@code stay} until there is a line of input.
 */
final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
        QueueName name = QueueName.of(arguments[0]);
        JournalOptions options = JournalOptions.defaults().directory(Path.of(arguments[1]));
        int count = Integer.parseInt(arguments[2]);
        String then = arguments[3];
        MessageQueue queue = MessageQueue.open(name, OpenOptions.readOnly());
        Journal journal = Journal.open(name, queue.maxMessageSize(), options);
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            if (i == count && then.equals("die-copying")) {
                Journal.afterCopy = () -> Runtime.getRuntime().halt(0);
            }
            deliveries.add(journal.receive(queue, Duration.ofSeconds(10)));
        }
        System.out.println("held");
        System.out.flush();
        if (then.equals("stay")) {
            System.in.read();
        }
        if (then.equals("die-idle")) {
            deliveries.forEach(Delivery::putBack);
        }
        Runtime.getRuntime().halt(0);
    }
}
