package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three processes in C keep a queue full by blocking in mq_send; a waiting send of ours must get its turn. */
class StandingInLineTest {
    private static final List<String> OTHERS = List.of("a", "b", "c");
    private static final String OURS = "ours";

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private MessageQueue reader;

    @BeforeEach
    void flood() throws Exception {
        reader = queue.open(TestQueue.create(4, 8));
        List<Child> others = new ArrayList<>();
        for (String other : OTHERS) {
            others.add(queue.closeLater(Child.peer("flood", queue.name(), other).start()));
        }
        for (Child other : others) {
            assertThat(other.readLine()).isEqualTo("ready");
            String folder = "/proc/" + other.pid();
            BlockedCall.awaitTrue("a process to block in mq_send", () -> {
                String where = BlockedCall.kernelFunction(folder);
                return where.contains("wq_sleep") || where.contains("mq_timedsend");
            });
        }
    }

    /** How our side sends. */
    enum Way {
        ENDLESS {
            @Override
            void send(MessageQueue mq) throws MessageQueueException {
                mq.send(OURS.getBytes(UTF_8), 0);
            }
        },
        TIMED {
            @Override
            void send(MessageQueue mq) throws MessageQueueException {
                assertThat(mq.send(OURS.getBytes(UTF_8), 0, Duration.ofMinutes(1)))
                        .isTrue();
            }
        };

        abstract void send(MessageQueue mq) throws MessageQueueException;
    }

    private BlockedCall<Void> startSending(Way way) throws Exception {
        MessageQueue mq = queue.open(OpenOptions.writeOnly());
        return BlockedCall.<Void>start(() -> {
                    while (true) {
                        way.send(mq);
                    }
                })
                .awaitInLine();
    }

    /** Takes messages, with a pause after each, and counts them by their text. */
    private Map<String, Integer> read(int messages, Duration pause) throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < messages; i++) {
            counts.merge(new String(reader.receive().body(), UTF_8), 1, Integer::sum);
            LockSupport.parkNanos(pause.toNanos());
        }
        return counts;
    }

    private static void assertFair(Map<String, Integer> counts) {
        for (String other : OTHERS) {
            assertThat(2 * counts.getOrDefault(OURS, 0))
                    .as("twice our share of %s", counts)
                    .isGreaterThanOrEqualTo(counts.getOrDefault(other, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void sendGetsItsShareWhileAReaderTakesAMessageEvery3Milliseconds(Way way) throws Exception {
        startSending(way);

        assertFair(read(300, Duration.ofMillis(3)));
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(Way.class)
    void sendGetsItsShareWhileAReaderTakesAMessageEvery500Milliseconds(Way way) throws Exception {
        startSending(way);

        assertFair(read(28, Duration.ofMillis(500)));
    }

    @Test
    void twoThreadsOfOneHandleGetAShareEach() throws Exception {
        MessageQueue mq = queue.open(OpenOptions.writeOnly());
        for (int i = 0; i < 2; i++) {
            byte[] body = (OURS + i).getBytes(UTF_8);
            BlockedCall.<Void>start(() -> {
                        while (true) {
                            mq.send(body, 0);
                        }
                    })
                    .awaitInLine();
        }

        Map<String, Integer> counts = read(300, Duration.ofMillis(3));

        for (String ours : List.of("ours0", "ours1")) {
            assertThat(2 * counts.getOrDefault(ours, 0))
                    .as("%s of %s", ours, counts)
                    .isGreaterThanOrEqualTo(counts.get("a"));
        }
    }

    /** What ends a send in line. */
    enum End {
        CLOSE,
        INTERRUPT,
        END_WAITS,
        TIMEOUT
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void sendInLineWithOthersEndsAtOnceAndHasSentNothing(End end) throws Exception {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            MessageQueue mq = queue.open(OpenOptions.writeOnly());
            Duration timeout = end == End.TIMEOUT ? Duration.ofMillis(30) : Duration.ofMinutes(1);
            long begin = System.nanoTime();
            BlockedCall<Boolean> send = BlockedCall.start(() -> mq.send(OURS.getBytes(UTF_8), 0, timeout));
            long start = begin + timeout.toNanos();
            if (end != End.TIMEOUT) {
                send.awaitInLine();
                start = System.nanoTime();
            }
            switch (end) {
                case CLOSE -> mq.close();
                case INTERRUPT -> send.interrupt();
                case END_WAITS -> mq.endWaits();
                case TIMEOUT -> assertThat(send.result()).isFalse();
            }
            if (end != End.TIMEOUT) {
                assertThat(send.failure())
                        .isInstanceOf(end == End.CLOSE ? QueueClosedException.class : WaitEndedException.class);
            }
            times.add(Duration.ofNanos(send.endNanos() - start));
        }
        assertThat(times.stream().sorted().toList().get(times.size() / 2)).isLessThan(Duration.ofMillis(50));
        assertThat(read(40, Duration.ZERO)).doesNotContainKey(OURS);
    }
}
