package io.github.posixmq.example.tool;

import io.github.posixmq.MessageQueueException;
import io.github.posixmq.MessageQueues;
import io.github.posixmq.QueueName;
import io.github.posixmq.QueueNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All queues that can be seen, by name; without state. */
final class QueueList {
    private QueueList() {}

    static List<QueueFacts> now() throws MessageQueueException {
        List<QueueFacts> all = new ArrayList<>();
        List<QueueName> names = new ArrayList<>(MessageQueues.list());
        names.sort(Comparator.comparing(QueueName::toString));
        for (QueueName name : names) {
            try {
                all.add(QueueFacts.of(name));
            } catch (QueueNotFoundException e) {
                // It was removed meanwhile.
            }
        }
        return all;
    }
}
