package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/** A kill between the kernel's copy of a message and the record of its length, for the fault suite. */
public final class UnrecordedFault {
    private static final int PRIORITY = 11;

    private UnrecordedFault() {}

    /**
     * Kills a process there.
     *
     * @param name a queue that does not exist yet
     * @param journals a journal directory of the queue's own
     * @param body what is sent
     * @param recovered what the next process is to be given
     * @return what came of it
     */
    public static String kill(String name, Path journals, byte[] body, byte[] recovered) throws Exception {
        try (MessageQueue queue = MessageQueue.open(name, TestQueue.create())) {
            queue.send(body, PRIORITY);
            JournalChild.of(name, journals, "die-after-copy", "1").run();
            assertThat(queue.depth()).as("messages in the queue").isZero();
            JournalOptions options = JournalOptions.defaults().directory(journals);
            try (Journal journal = Journal.open(queue.name(), queue.maxMessageSize(), options)) {
                Delivery delivery = journal.receive(queue, Duration.ofSeconds(10));
                assertThat(delivery).as("a delivery").isNotNull();
                assertThat(delivery.message().body()).isEqualTo(recovered);
                assertThat(delivery.message().priority()).isEqualTo(PRIORITY);
                assertThat(delivery.isRecovered()).as("marked as recovered").isTrue();
                assertThat(delivery.isRedelivered()).as("marked as redelivered").isTrue();
                delivery.release();
            }
        }
        return body.length + " bytes sent" + (body.length > 0 ? " (" + start(body) + ")" : "") + ", " + recovered.length
                + " recovered, marked";
    }

    private static String start(byte[] body) {
        return HexFormat.of().formatHex(Arrays.copyOf(body, Math.min(4, body.length))) + "…";
    }
}
