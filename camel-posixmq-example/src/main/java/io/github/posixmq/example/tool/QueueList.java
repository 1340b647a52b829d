package io.github.posixmq.example.tool;

import io.github.posixmq.MessageQueueException;
import io.github.posixmq.MessageQueues;
import io.github.posixmq.QueueName;
import io.github.posixmq.QueueNotFoundException;
import io.github.posixmq.QueueStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All queues that can be seen, by name; without state. */
final class QueueList {
    private QueueList() {}

    static List<QueueFacts> now() throws MessageQueueException {
        List<QueueFacts> all = new ArrayList<>();
        List<QueueName> names = new ArrayList<>(MessageQueues.list());
        names.sort(Comparator.comparing(QueueName::toString));
        for (QueueName name : names) {
            try {
                QueueFacts facts = QueueFacts.of(name);
                all.add(facts.isKnown() ? facts : facts.withStatus(seen(name)));
            } catch (QueueNotFoundException e) {
                // It was removed meanwhile.
            }
        }
        return all;
    }

    /** Where they can be listed, {@code /dev/mqueue} is that of this namespace, and anybody may look who owns what. */
    private static QueueStatus seen(QueueName name) {
        try {
            Map<String, Object> file =
                    Files.readAttributes(Path.of("/dev/mqueue" + name), "unix:uid,gid,mode,lastModifiedTime");
            Instant used = ((FileTime) file.get("lastModifiedTime")).toInstant().truncatedTo(ChronoUnit.SECONDS);
            return new QueueStatus(
                    (Integer) file.get("uid"), (Integer) file.get("gid"), (Integer) file.get("mode") & 07777, used);
        } catch (IOException | InvalidPathException goneOrNotInThisCharset) {
            return null;
        }
    }
}
