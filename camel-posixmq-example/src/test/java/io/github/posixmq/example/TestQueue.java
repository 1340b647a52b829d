package io.github.posixmq.example;

import io.github.posixmq.HeldMessage;
import io.github.posixmq.HeldMessages;
import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueName;
import io.github.posixmq.QueueNotFoundException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The name of a queue that no other test has; whatever has created it, it is removed at the end of the test or block. */
final class TestQueue implements AfterEachCallback, AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String name =
            "/posixmq-example-test-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();

    String name() {
        return name;
    }

    boolean exists() throws MessageQueueException {
        try (MessageQueue queue = MessageQueue.open(name, OpenOptions.readOnly())) {
            return !queue.isUnlinked();
        } catch (QueueNotFoundException e) {
            return false;
        }
    }

    /** Opens it for both directions, and creates it with room for ten messages of 8 KiB if it is not there. */
    MessageQueue open() throws MessageQueueException {
        return MessageQueue.open(
                name, OpenOptions.readWrite().create().maxMessages(10).maxMessageSize(8192));
    }

    @Override
    public void afterEach(ExtensionContext context) throws MessageQueueException {
        close();
    }

    @Override
    public void close() throws MessageQueueException {
        try {
            MessageQueue.unlink(name);
        } catch (QueueNotFoundException e) {
            // Removed already, which is what we want.
        }
        removeJournals();
    }

    /** What a test left held would otherwise stay until the next boot; a journal that opens removes what is empty. */
    private void removeJournals() throws MessageQueueException {
        QueueName queue = QueueName.of(name);
        for (HeldMessage left : HeldMessages.in(null).list(queue)) {
            if (!left.isOwnerAlive()) {
                left.release();
            }
        }
        Journal.open(queue, 1, JournalOptions.defaults()).close();
    }
}
