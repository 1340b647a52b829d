package io.github.posixmq.example.page;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueAttributes;
import io.github.posixmq.QueueName;
import io.github.posixmq.QueueNotFoundException;
import io.github.posixmq.QueueStatus;
import io.github.posixmq.camel.QueueActivity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A queue that is looked at each second through one read-only handle, which takes nothing, and its last ten minutes. When
 * the queue is unlinked, its name is opened anew. For the sampler, under whose lock it is used.
 */
final class WatchedQueue {
    private static final int KEPT = 600;
    private static final int AVERAGED = 5;
    private static final double NANOS = 1e9;

    private final QueueName name;
    private final Deque<QueueSight.Point> history = new ArrayDeque<>();
    private MessageQueue handle;
    private QueueAttributes attributes;
    private QueueStatus status;
    private QueueActivity activity;
    private String problem;
    private boolean there = true;
    private long lookedAt;

    WatchedQueue(QueueName name) {
        this.name = name;
    }

    String name() {
        return name.toString();
    }

    /** Whether there is a queue of that name, be it one that may not be looked at. */
    boolean isThere() {
        return there;
    }

    void look(long number, long now, QueueActivity activityNow) {
        QueueAttributes before = attributes;
        QueueActivity activityBefore = activity;
        activity = activityNow;
        boolean same = true;
        try {
            same = openCurrent();
            attributes = handle.attributes();
            status = handle.status();
            problem = null;
            there = true;
        } catch (MessageQueueException e) {
            there = !(e instanceof QueueNotFoundException);
            problem = e.getMessage();
            attributes = null;
            status = null;
            close();
        }
        add(number, now, same ? before : null, activityBefore);
        lookedAt = now;
    }

    /** False if this is not the queue of the last look. */
    private boolean openCurrent() throws MessageQueueException {
        if (handle != null && !handle.isUnlinked()) {
            return true;
        }
        close();
        handle = MessageQueue.open(name, OpenOptions.readOnly());
        return false;
    }

    private void add(long number, long now, QueueAttributes before, QueueActivity activityBefore) {
        double in = 0;
        double out = 0;
        if (before != null && attributes != null) {
            int rise = attributes.depth() - before.depth();
            long received = activityBefore == null ? 0 : activity.received() - activityBefore.received();
            long sent = activityBefore == null ? 0 : activity.sent() - activityBefore.sent();
            double seconds = (now - lookedAt) / NANOS;
            // what the bridge did, and what else must have happened for the depth to be what it is
            in = Math.max(sent, received + rise) / seconds;
            out = Math.max(received, sent - rise) / seconds;
        }
        history.addLast(new QueueSight.Point(number, attributes == null ? -1 : attributes.depth(), in, out));
        if (history.size() > KEPT) {
            history.removeFirst();
        }
    }

    QueueSight sight(long after) {
        List<QueueSight.Point> last =
                history.stream().skip(Math.max(0, history.size() - AVERAGED)).toList();
        return new QueueSight(
                name(),
                problem,
                attributes,
                status,
                activity,
                last.stream().mapToDouble(QueueSight.Point::in).average().orElse(0),
                last.stream().mapToDouble(QueueSight.Point::out).average().orElse(0),
                history.stream().filter(point -> point.number() > after).toList());
    }

    void close() {
        if (handle != null) {
            handle.close();
            handle = null;
        }
    }
}
