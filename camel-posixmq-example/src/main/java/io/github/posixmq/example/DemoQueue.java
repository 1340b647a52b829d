package io.github.posixmq.example;

import io.github.posixmq.HeldMessage;
import io.github.posixmq.HeldMessages;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import java.util.List;

/** A queue for one run: created at its beginning, removed at its end with whatever was received from it and not completed. */
final class DemoQueue implements AutoCloseable {
    private final MessageQueue queue;

    private DemoQueue(MessageQueue queue) {
        this.queue = queue;
    }

    static DemoQueue create(QueueSettings settings) throws MessageQueueException {
        OpenOptions options = settings.withGeometry(OpenOptions.readOnly().createExclusive());
        return new DemoQueue(MessageQueue.open(settings.name(), options));
    }

    String name() {
        return queue.name().toString();
    }

    boolean isEmpty() throws MessageQueueException {
        return queue.depth() == 0;
    }

    /** How many messages are received and not completed, by a living reader or a dead one. */
    long held() throws MessageQueueException {
        return journals().stream()
                .filter(each -> each.state() != HeldMessage.State.QUARANTINED)
                .count();
    }

    private List<HeldMessage> journals() throws MessageQueueException {
        return HeldMessages.in(null).list(queue.name());
    }

    @Override
    public void close() throws MessageQueueException {
        try (queue) {
            queue.unlinkIfCurrent();
        }
        for (HeldMessage left : journals()) {
            left.release();
        }
    }
}
