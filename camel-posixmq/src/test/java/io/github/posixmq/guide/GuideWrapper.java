package io.github.posixmq.guide;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.posixmq.Delivery;
import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.ReceivedMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;

/** What the user guide shows of the wrapper without routes. */
final class GuideWrapper {
    private GuideWrapper() {}

    static boolean send(String name, String text) throws MessageQueueException {
        OpenOptions options = OpenOptions.writeOnly().create().maxMessages(10).maxMessageSize(1024);
        try (MessageQueue queue = MessageQueue.open(name, options)) {
            return queue.send(text.getBytes(UTF_8), 5, Duration.ofSeconds(1));
        }
    }

    static String receive(String name) throws MessageQueueException {
        try (MessageQueue queue = MessageQueue.open(name, OpenOptions.readOnly())) {
            ReceivedMessage message = queue.receive(Duration.ofSeconds(1));
            return message == null ? null : new String(message.body(), UTF_8);
        }
    }

    static void work(String name, Path directory, Consumer<byte[]> worker) throws MessageQueueException {
        JournalOptions options = JournalOptions.defaults().directory(directory).maxHeld(4);
        try (MessageQueue queue = MessageQueue.open(name, OpenOptions.readOnly());
                Journal journal = Journal.open(queue.name(), queue.maxMessageSize(), options)) {
            Delivery delivery = journal.receive(queue, Duration.ofSeconds(1));
            while (delivery != null) {
                try {
                    worker.accept(delivery.message().body());
                    delivery.release();
                } catch (RuntimeException e) {
                    delivery.redeliver(Duration.ofMillis(100));
                }
                delivery = journal.receive(queue, Duration.ofSeconds(1));
            }
        }
    }

    static void take(ConsumerTemplate consumer, String uri, Consumer<byte[]> worker) {
        Exchange order = consumer.receive(uri, 5000);
        if (order != null) {
            try {
                worker.accept(order.getIn().getBody(byte[].class));
            } catch (RuntimeException e) {
                order.setException(e);
            } finally {
                consumer.doneUoW(order);
            }
        }
    }
}
