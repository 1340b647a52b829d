package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.posixmq.UnrecordedFault;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fault suite, which the profile {@code faults} runs; {@link ShortFaultTest} is its short form. */
@Tag("faults")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FullFaults {
    private static final int KILLS_OF_EACH_LOAD = 18;
    private static final int AT_A_TIME = 3;

    @RegisterExtension
    static final ReliabilityTable TABLE = new ReliabilityTable();

    @Test
    @Order(1)
    void killedConsumerLosesNothing() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            Map<KillFault.Load, Future<String>> outcomes = new EnumMap<>(KillFault.Load.class);
            for (KillFault.Load load : KillFault.Load.values()) {
                outcomes.put(load, pool.submit(() -> KillFault.ofTheConsumer(load, KILLS_OF_EACH_LOAD)));
            }
            for (KillFault.Load load : KillFault.Load.values()) {
                TABLE.row(
                        "kill -9 of the consumer at random moments: " + load.text,
                        "0 lost; duplicates ≤ messages held at the kills, each marked",
                        outcomes.get(load)::get);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @Order(2)
    void unrecordedMessageIsRecovered() throws Exception {
        byte[] blank = new byte[8];
        Arrays.fill(blank, (byte) 0xFF);
        recover("text", "Grüße".getBytes(UTF_8), null);
        recover("an empty body", new byte[0], null);
        recover("a body of 0xFF only", blank, new byte[0]);
    }

    private static void recover(String what, byte[] body, byte[] recovered) throws Exception {
        TABLE.row(
                "kill -9 between the kernel's copy and the length record: " + what,
                "recovered, marked"
                        + (recovered == null ? "" : "; the bytes 0xFF at its end are missing, as documented"),
                () -> {
                    try (FaultBench bench = new FaultBench()) {
                        return UnrecordedFault.kill(
                                bench.queue, bench.journals.path(), body, recovered == null ? body : recovered);
                    }
                });
    }

    @Test
    @Order(3)
    void killedSenderLeavesNoHalfMessage() throws Exception {
        TABLE.row("kill -9 of the sender", "no half message, order kept", () -> KillFault.ofTheSender(20));
    }

    @Test
    @Order(4)
    void stopUnderLoadLosesNothing() throws Exception {
        TABLE.row("SIGTERM under load, with restart", "0 lost, 0 duplicates", () -> StopFault.underLoad(20));
    }

    @Test
    @Order(5)
    void stopOnAFullQueueIsPrompt() throws Exception {
        TABLE.row(
                "SIGTERM while producers wait on a full queue",
                "0 lost, 0 duplicates; stopped in 2 s",
                () -> StopFault.onAFullQueue(5));
    }

    @Test
    @Order(6)
    void frozenProcessIsNotTakenForDead() throws Exception {
        TABLE.row(
                "SIGSTOP/SIGCONT for longer than every timeout",
                "0 lost, 0 duplicates, no takeover while the process lives",
                () -> StopFault.frozenFor(Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @EnumSource
    @Order(7)
    void lostQueueLosesNothing(QueueFault.Loss loss) throws Exception {
        TABLE.row(
                "queue " + loss.text + " under load",
                "what was sent before, and by our senders, is not lost; reopened",
                () -> QueueFault.lost(loss, 10));
    }

    @Test
    @Order(8)
    void floodIsNoStorm() throws Exception {
        TABLE.row("a flood", "no busy loop, no error storm", () -> QueueFault.flood(Duration.ofSeconds(4)));
    }

    @Test
    @Order(9)
    void foreignReaderIsNoStorm() throws Exception {
        TABLE.row(
                "a foreign reader that blocks on the same queue",
                "no busy loop, no error storm",
                () -> QueueFault.foreignReader(20));
    }

    @ParameterizedTest
    @EnumSource
    @Order(10)
    void exhaustedLimitIsRecoveredFrom(LimitFault.Limit limit) throws Exception {
        TABLE.row(
                limit.name + " exhausted when the queue has to be recreated",
                "typed error, recovery by itself",
                () -> LimitFault.exhausted(limit));
    }

    @Test
    @Order(11)
    void lostPermissionIsRecoveredFrom() throws Exception {
        TABLE.row(
                "queue recreated without permission for us (as another user than root)",
                "typed error, recovery by itself",
                LimitFault::permissionTaken);
    }

    @ParameterizedTest
    @EnumSource
    @Order(12)
    void badJournalDirectoryFailsTheStart(JournalFault.Place place) throws Exception {
        TABLE.row("journal on a " + place.text, "clear error at start", () -> JournalFault.badPlace(place));
    }

    @Test
    @Order(13)
    void deletedJournalIsRecreated() throws Exception {
        TABLE.row(
                "journal deleted while running",
                "noticed and recreated within 2 s, none lost while the process lives",
                () -> JournalFault.deleted(5));
    }

    @Test
    @Order(14)
    void namespacesAreKeptApart() throws Exception {
        TABLE.row(
                "two IPC namespaces with one journal directory and queues of one name, kill -9 in both",
                "no message crosses",
                () -> JournalFault.twoNamespaces(4));
    }

    @Test
    @Order(15)
    void lockHoldsAgainstOtherChannels() throws Exception {
        TABLE.row(
                "another channel of the JVM opens and closes the journal file",
                "the lock holds",
                () -> JournalFault.otherChannels(20));
    }

    @Test
    @Order(16)
    void contextsOfOneJvmDoNotDisturbEachOther() throws Exception {
        TABLE.row("two contexts in one JVM", "the lock holds", () -> JournalFault.twoContexts(30));
    }

    @Test
    @Order(17)
    void randomUrisGiveTypedErrors() throws Exception {
        TABLE.row(
                "10,000 random URIs",
                "only typed errors; at least 30 % valid",
                () -> RandomFault.uris(System.nanoTime(), 10_000));
    }

    @Test
    @Order(18)
    void randomBodiesComeByteForByte() throws Exception {
        TABLE.row(
                "100,000 random bodies and priorities",
                "only typed errors; every accepted message comes out byte for byte; at least 30 % valid",
                () -> RandomFault.bodies(System.nanoTime(), 100_000));
    }

    @Test
    @Order(19)
    void cyclesLeaveNothing() throws Exception {
        TABLE.row(
                "50 start/stop cycles of 20 routes on 1×64 queues",
                "no thread, descriptor, mapping or file left behind",
                () -> CycleFault.leavesNothing(50));
    }
}
