package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of consumers and producers whose queue is unlinked while they have it open. */
class OrphanTest extends CamelQueueTest {
    /** The bound that is promised, and what a busy machine may add to it. */
    private static final Duration NOTICED = Duration.ofSeconds(2).plusMillis(500);

    private void awaitReopened() {
        await().atMost(NOTICED).until(() -> exists(queue.name()));
    }

    @Test
    void idleConsumerReopensAndSaysSoOnce() throws Exception {
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(uri() + "&concurrentConsumers=3").to("mock:out"));
            MessageQueue.unlink(queue.name());
            awaitReopened();
            send(queue.open(), "to the new queue");
            await().until(() -> texts(mock("out")).equals(List.of("to the new queue")));
            await().until(() -> log.with("was unlinked").size() == 1);
            assertThat(log.with("was unlinked; drained 0 messages")).hasSize(1);
        }
    }

    @Test
    void messagesOfTheOrphanAreReceivedBeforeThoseOfTheNewQueue() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (LogLines log = new LogLines()) {
            start(routes -> routes.from(uri())
                    .process(e -> {
                        inHand.countDown();
                        release.await();
                    })
                    .to("mock:out"));
            MessageQueue orphan = queue.open();
            send(orphan, "1");
            inHand.await();
            send(orphan, "2");
            send(orphan, "3");
            MessageQueue.unlink(queue.name());
            send(queue.open(), "4");
            // The poller is busy in its route meanwhile; it notices when it comes back.
            await().until(orphan::isUnlinked);
            release.countDown();
            await().atMost(NOTICED).until(() -> texts(mock("out")).equals(List.of("1", "2", "3", "4")));
            assertThat(log.with("was unlinked")).hasSize(1);
        }
    }

    @Test
    void busyConsumerServesTheNewQueueThoughTheOrphanIsNeverEmpty() throws Exception {
        start(routes ->
                routes.from(uri()).filter(routes.body().isEqualTo("new")).to("mock:out"));
        MessageQueue orphan = queue.open();
        AtomicBoolean flooding = new AtomicBoolean(true);
        CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
            try {
                while (flooding.get()) {
                    orphan.send("old".getBytes(UTF_8), 0, Duration.ofMillis(100));
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            MessageQueue.unlink(queue.name());
            send(queue.open(), "new");
            await().atMost(NOTICED).until(() -> mock("out").getReceivedCounter() == 1);
        } finally {
            flooding.set(false);
            flood.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void messageThatALateSenderPutsIntoTheOrphanIsReceived() throws Exception {
        start(routes -> routes.from(uri()).to("mock:out"));
        MessageQueue orphan = queue.open();
        MessageQueue.unlink(queue.name());
        for (int i = 0; i < 20; i++) {
            send(orphan, "late " + i);
        }
        await().until(() -> mock("out").getReceivedCounter() == 20);
    }

    @Test
    void stopDuringTheDrainIsPrompt() throws Exception {
        start(routes -> routes.from(uri()).routeId("r").to("mock:out"));
        MessageQueue.unlink(queue.name());
        await().until(() -> Thread.getAllStackTraces().values().stream()
                .anyMatch(stack -> List.of(stack).toString().contains("ReceivingQueue.pause")));
        assertThat(time(context::stop)).isLessThan(PROMPT);
    }

    @Test
    void suspendDuringTheDrainLeavesTheRestUntilTheResume() throws Exception {
        start(routes -> routes.from(uri()).routeId("r").to("mock:out"));
        MessageQueue orphan = queue.open();
        MessageQueue.unlink(queue.name());
        await().until(() -> Thread.getAllStackTraces().values().stream()
                .anyMatch(stack -> List.of(stack).toString().contains("ReceivingQueue.pause")));
        context.getRouteController().suspendRoute("r");
        send(orphan, "kept");
        assertThat(orphan.depth()).isEqualTo(1);
        context.getRouteController().resumeRoute("r");
        await().until(() -> mock("out").getReceivedCounter() == 1);
        awaitReopened();
    }

    @Test
    void producerThatHasNotLookedFor100MillisecondsLooksBeforeItSends() throws Exception {
        context.start();
        ProducerTemplate template = template();
        // Often enough that the housekeeper, which looks once a second, cannot have been first each time.
        for (int round = 0; round < 4; round++) {
            template.sendBody(uri(), "before");
            MessageQueue.unlink(queue.name());
            MessageQueue fresh = queue.open();
            assertThat(fresh.receive(Duration.ofMillis(110))).isNull();
            template.sendBody(uri(), "after");
            assertThat(fresh.depth()).isEqualTo(1);
        }
    }

    @Test
    void blockedProducerLeavesTheOrphanAndSendsToTheNewQueue() throws Exception {
        MessageQueue orphan = queue.open();
        fill(orphan);
        context.start();
        ProducerTemplate template = template();
        CompletableFuture<Exchange> sent = CompletableFuture.supplyAsync(
                () -> template.send(uri(), e -> e.getIn().setBody("moved")));
        BlockedProducerTest.awaitBlockedSenders(1);
        MessageQueue.unlink(queue.name());
        assertThat(sent.get(NOTICED.toMillis(), TimeUnit.MILLISECONDS).getException())
                .isNull();
        assertThat(receive(queue.open())).isEqualTo("moved");
        assertThat(orphan.depth()).isEqualTo(TestQueue.MAX_MESSAGES);
    }

    @Test
    @Tag("slow")
    void nothingThatOurProducersSendIsLost() throws Exception {
        start(routes -> {
            routes.from("direct:in").to(uri());
            routes.from(uri() + "&concurrentConsumers=2").to("mock:out");
        });
        ProducerTemplate template = template();
        AtomicBoolean sending = new AtomicBoolean(true);
        CompletableFuture<Integer> sent = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (sending.get()) {
                template.sendBody("direct:in", Integer.toString(count++));
                LockSupport.parkNanos(1_000_000);
            }
            return count;
        });
        try (LogLines log = new LogLines()) {
            for (int unlinked = 1; unlinked <= 3; unlinked++) {
                MessageQueue.unlink(queue.name());
                int expected = unlinked;
                await().until(() -> log.with("was unlinked; drained").size() >= expected);
            }
        }
        sending.set(false);
        int count = sent.get(10, TimeUnit.SECONDS);
        await().until(() -> mock("out").getReceivedCounter() == count);
        assertThat(texts(mock("out"))).doesNotHaveDuplicates().hasSize(count);
    }

    @Test
    void pollingConsumerReadsTheOrphanAndReopens() throws Exception {
        context.start();
        ConsumerTemplate consumer = context.createConsumerTemplate();
        assertThat(consumer.receiveNoWait(uri())).isNull();
        MessageQueue orphan = queue.open();
        send(orphan, "old");
        MessageQueue.unlink(queue.name());
        send(queue.open(), "new");
        assertThat(text(consumer.receive(uri(), 5000))).isEqualTo("old");
        assertThat(text(consumer.receive(uri(), 5000))).isEqualTo("new");
    }
}
