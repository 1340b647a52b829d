package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.Child;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueNotFoundException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What others do to the queue. */
final class QueueFault {
    /** Numbers of a sender that knows nothing of us. */
    private static final int FOREIGN = 100_000_000;

    private QueueFault() {}

    /** What becomes of the name. */
    enum Loss {
        UNLINKED("unlinked") {
            @Override
            void of(String name, int round) throws MessageQueueException {
                unlink(name);
            }
        },
        RECREATED("unlinked and recreated") {
            @Override
            void of(String name, int round) throws MessageQueueException {
                recreate(name, FaultBench.geometry());
            }
        },
        OTHER_GEOMETRY("recreated with another geometry") {
            @Override
            void of(String name, int round) throws MessageQueueException {
                OpenOptions other = round % 2 == 0
                        ? io.github.posixmq.TestQueue.create(3, 4 * NumberedMessage.MAX_SIZE)
                        : io.github.posixmq.TestQueue.create(5, NumberedMessage.MAX_SIZE);
                recreate(name, other);
            }
        };

        final String text;

        Loss(String text) {
            this.text = text;
        }

        abstract void of(String name, int round) throws MessageQueueException;
    }

    private static void unlink(String name) throws MessageQueueException {
        try {
            MessageQueue.unlink(name);
        } catch (QueueNotFoundException nobodyHasRecreatedItYet) {
            // it is as gone as it can be
        }
    }

    /** Nobody else creates it meanwhile: with that in mind the others are started with create=false. */
    private static void recreate(String name, OpenOptions geometry) throws MessageQueueException {
        MessageQueue.unlink(name);
        MessageQueue.open(name, geometry.createExclusive()).close();
    }

    private static MessageQueue awaitQueue(String name) {
        MessageQueue[] opened = new MessageQueue[1];
        FaultBench.await().ignoreException(QueueNotFoundException.class).until(() -> {
            opened[0] = MessageQueue.open(name, OpenOptions.writeOnly());
            return true;
        });
        return opened[0];
    }

    /** Takes the queue's name away so often, under load of two senders of ours and of one that knows nothing. */
    static String lost(Loss loss, int times) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            bench.open();
            String create = "create=" + (loss == Loss.UNLINKED);
            for (int i = 0; i < 2; i++) {
                String target = "to=" + bench.uri(bench.queue, create);
                bench.sender(i, 2, AppProcess.of(NumberSender.class, target, "first=" + i, "step=2", "pause=300"));
            }
            AppProcess app = bench.start(bench.app("append", "concurrentConsumers=2", create));
            int foreign = 0;
            for (int i = 0; i < times; i++) {
                try (MessageQueue before = awaitQueue(bench.queue)) {
                    // a queue that is unlinked before a consumer has opened it takes its messages with it
                    before.send(NumberedMessage.body(FOREIGN + foreign), 0);
                    int probe = FOREIGN + foreign++;
                    FaultBench.await().until(() -> bench.ledger.read().has(probe));
                    bench.someTime(1000);
                    for (int n = 0; n < 3; n++) {
                        before.send(NumberedMessage.body(FOREIGN + foreign++), 0);
                    }
                    loss.of(bench.queue, i);
                }
            }
            bench.awaitProgress();
            int ours = 0;
            for (FaultBench.Sender each : bench.senders()) {
                ours += each.stop();
            }
            bench.awaitAll(ours + foreign);
            FaultBench.await().until(() -> bench.journals.files().size() == 1);
            bench.finish(app);
            bench.assertNoDuplicates();
            assertThat(app.log("Cannot receive from queue").size())
                    .as("reports of a name that is missing for a moment")
                    .isLessThanOrEqualTo(loss == Loss.UNLINKED ? 0 : times);
            return times + " times, " + ours + " sent by our producers, " + foreign
                    + " by others before it was lost, 0 lost, 0 duplicates";
        }
    }

    /** As much as two senders can send, for so long; then silence. */
    static String flood(Duration time) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            bench.open();
            AppProcess app = bench.start(bench.app("append", "concurrentConsumers=3"));
            for (int i = 0; i < 2; i++) {
                bench.sender(i, 2, AppProcess.of(NumberSender.class, "queue=" + bench.queue, "first=" + i, "step=2"));
            }
            LockSupport.parkNanos(time.toNanos());
            int sent = bench.awaitAll();
            Duration silence = Duration.ofSeconds(2);
            Duration before = app.cpu();
            LockSupport.parkNanos(silence.toNanos());
            Duration idle = app.cpu().minus(before);
            assertThat(idle).as("CPU time in %s of silence", silence).isLessThan(Duration.ofMillis(200));
            assertThat(app.log().size()).as("lines of log").isLessThan(20);
            bench.finish(app);
            bench.assertNoDuplicates();
            return sent + " sent, 0 lost, 0 duplicates; afterwards " + idle.toMillis() + " ms of CPU time in "
                    + silence.toSeconds() + " s, " + app.log().size() + " lines of log";
        }
    }

    /** Others block in mq_receive on the same queue, where the kernel serves them first. */
    static String foreignReader(int readers) throws Exception {
        try (FaultBench bench = new FaultBench()) {
            MessageQueue raw = bench.open();
            AppProcess app = bench.start(bench.app("append", "concurrentConsumers=2"));
            raw.send(NumberedMessage.body(0), 0);
            bench.awaitAll(1);
            int sent = 1;
            int taken = 0;
            long start = System.nanoTime();
            Duration before = app.cpu();
            for (int i = 0; i < readers; i++) {
                try (Child reader = Child.peer("receive", bench.queue).start()) {
                    java.util.concurrent.CompletableFuture<String> line =
                            java.util.concurrent.CompletableFuture.supplyAsync(() -> firstLine(reader));
                    while (!line.isDone()) {
                        raw.send(NumberedMessage.body(sent), 0);
                        sent++;
                        LockSupport.parkNanos(10_000_000);
                    }
                    taken += line.get().isEmpty() ? 0 : 1;
                }
            }
            double share = (double) app.cpu().minus(before).toNanos() / (System.nanoTime() - start);
            assertThat(taken).as("messages that the others got").isEqualTo(readers);
            bench.awaitAll(sent - taken);
            assertThat(bench.ledger.numbers()).isEqualTo(sent - taken);
            assertThat(share).as("share of a CPU").isLessThan(0.3);
            assertThat(app.log().size()).as("lines of log").isLessThan(20);
            bench.finish(app);
            bench.assertNoDuplicates();
            return sent + " sent: " + taken + " to others, " + (sent - taken) + " to us, 0 lost; "
                    + Math.round(share * 100) + " % of a CPU, " + app.log().size() + " lines of log";
        }
    }

    private static String firstLine(Child reader) {
        try {
            return reader.readLine();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
