package io.github.posixmq.camel;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fault suite in short; {@link FullFaults} is the whole. */
@Tag("slow")
class ShortFaultTest {
    @ParameterizedTest
    @EnumSource(names = {"THREE_POLLERS", "BATCHES", "REDELIVERY"})
    void killedConsumerLosesNothing(KillFault.Load load) throws Exception {
        KillFault.ofTheConsumer(load, 2);
    }

    @Test
    void killedSenderLeavesNoHalfMessage() throws Exception {
        KillFault.ofTheSender(1);
    }

    @Test
    void stopOnAFullQueueLosesNothing() throws Exception {
        StopFault.onAFullQueue(1);
    }

    @Test
    void frozenProcessIsNotTakenForDead() throws Exception {
        StopFault.frozenFor(Duration.ofSeconds(4));
    }

    @Test
    void queueUnlinkedUnderLoadLosesNothing() throws Exception {
        QueueFault.lost(QueueFault.Loss.UNLINKED, 2);
    }

    @Test
    void contextsOfOneJvmDoNotDisturbEachOther() throws Exception {
        JournalFault.twoContexts(5);
    }

    @Test
    void randomUrisGiveTypedErrors() throws Exception {
        RandomFault.uris(System.nanoTime(), 300);
    }

    @Test
    void randomBodiesComeByteForByte() throws Exception {
        RandomFault.bodies(System.nanoTime(), 3_000);
    }

    @Test
    void cyclesLeaveNothing() throws Exception {
        CycleFault.leavesNothing(3);
    }
}
