package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnlinkTest {
    private static final byte[] BODY = {1};

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @Test
    void unlinkedQueueIsNotFoundByItsName() throws Exception {
        queue.open().close();

        MessageQueue.unlink(queue.name());

        assertThatExceptionOfType(QueueNotFoundException.class).isThrownBy(() -> queue.open(OpenOptions.readWrite()));
        assertThatExceptionOfType(QueueNotFoundException.class).isThrownBy(() -> MessageQueue.unlink(queue.name()));
    }

    @Test
    void unlinkTakesANameWithOrWithoutTheSlash() throws Exception {
        queue.open();
        MessageQueue.unlink(queue.name().substring(1));
        queue.open();
        MessageQueue.unlink(queue.name());

        assertThatExceptionOfType(QueueNotFoundException.class).isThrownBy(() -> MessageQueue.unlink(queue.name()));
    }

    @Test
    void orphanKeepsWorkingAndSaysThatItIsOne() throws Exception {
        MessageQueue opened = queue.open();
        opened.send(BODY, 1);
        assertThat(opened.isUnlinked()).isFalse();

        MessageQueue.unlink(queue.name());

        assertThat(opened.isUnlinked()).isTrue();
        opened.send(BODY, 2);
        assertThat(opened.depth()).isEqualTo(2);
        assertThat(opened.receive().priority()).isEqualTo(2);
        assertThat(opened.receive().priority()).isEqualTo(1);
        assertThat(opened.receive(Duration.ofMillis(1))).isNull();
    }

    @Test
    void readOnlyAndWriteOnlyHandlesTellAsWell() throws Exception {
        queue.open();
        MessageQueue reader = queue.open(OpenOptions.readOnly());
        MessageQueue writer = queue.open(OpenOptions.writeOnly());
        assertThat(reader.isUnlinked() || writer.isUnlinked()).isFalse();

        MessageQueue.unlink(queue.name());

        assertThat(reader.isUnlinked()).isTrue();
        assertThat(writer.isUnlinked()).isTrue();
    }

    @Test
    void waitOnAnOrphanGoesOn() throws Exception {
        MessageQueue opened = queue.open();
        BlockedCall<ReceivedMessage> receive =
                BlockedCall.start(() -> opened.receive()).awaitPolling();
        MessageQueue.unlink(queue.name());

        opened.send(BODY, 4);

        assertThat(receive.result().priority()).isEqualTo(4);
    }

    @Test
    void queueCreatedAgainIsAnotherQueue() throws Exception {
        MessageQueue old = queue.open();
        old.send(BODY, 1);
        MessageQueue.unlink(queue.name());

        MessageQueue recreated = queue.open();

        assertThat(recreated.wasCreated()).isTrue();
        assertThat(recreated.depth()).isZero();
        recreated.send(BODY, 2);
        assertThat(old.isUnlinked()).isTrue();
        assertThat(recreated.isUnlinked()).isFalse();
        assertThat(old.receive().priority()).isEqualTo(1);
        assertThat(old.tryReceive()).isNull();
        assertThat(recreated.receive().priority()).isEqualTo(2);
    }

    @Test
    void sendersInLineOfAnOrphanDoNotGetIntoTheNewQueue() throws Exception {
        MessageQueue old = queue.open(TestQueue.create(1, 8));
        old.send(BODY, 1);
        MessageQueue.unlink(queue.name());
        MessageQueue recreated = queue.open(TestQueue.create(1, 8));
        recreated.send(BODY, 2);
        BlockedCall<Void> send = BlockedCall.send(old, new byte[] {9}).awaitBlocked();

        assertThat(recreated.receive().priority()).isEqualTo(2);
        assertThat(recreated.receive(Duration.ofMillis(200))).isNull();
        assertThat(send.isDone()).isFalse();
        assertThat(old.receive().priority()).isEqualTo(1);
        send.result();
        assertThat(old.receive().body()).containsExactly(9);
    }

    @Test
    void aSendThatBeginsToWaitAfterTheNameMeansAnotherQueueGoesToItsOwn() throws Exception {
        MessageQueue old = queue.open(TestQueue.create(1, 8));
        old.send(BODY, 1);
        MessageQueue.unlink(queue.name());
        MessageQueue recreated = queue.open(TestQueue.create(4, 8));

        assertThat(old.send(new byte[] {9}, 0, Duration.ofMillis(300))).isFalse();

        assertThat(recreated.depth()).isZero();
        assertThat(old.depth()).isEqualTo(1);
    }

    @Test
    void unlinkIfCurrentRemovesTheNameOfThisQueue() throws Exception {
        MessageQueue opened = queue.open();

        assertThat(opened.unlinkIfCurrent()).isTrue();

        assertThat(opened.isUnlinked()).isTrue();
        assertThatExceptionOfType(QueueNotFoundException.class).isThrownBy(() -> queue.open(OpenOptions.readWrite()));
    }

    @Test
    void unlinkIfCurrentIsFalseIfTheNameIsGone() throws Exception {
        MessageQueue opened = queue.open();
        MessageQueue.unlink(queue.name());

        assertThat(opened.unlinkIfCurrent()).isFalse();
        assertThat(opened.unlinkIfCurrent()).isFalse();
    }

    @Test
    void unlinkIfCurrentSparesAnotherQueueOfTheName() throws Exception {
        MessageQueue old = queue.open();
        MessageQueue.unlink(queue.name());
        MessageQueue recreated = queue.open();

        assertThat(old.unlinkIfCurrent()).isFalse();

        assertThat(recreated.isUnlinked()).isFalse();
        assertThat(queue.open(OpenOptions.readWrite()).wasCreated()).isFalse();
    }

    @Test
    void unlinkIfCurrentNeedsNoPermissionToOpenTheQueueAgain() throws Exception {
        assertThat(Child.java(Unlinker.class).privateIpc().asOrdinaryUser().run())
                .containsExactly("ok true", "ok true", "ok true");
    }

    /** Creates queues that it may not open again, and unlinks them. */
    static final class Unlinker {
        private Unlinker() {}

        public static void main(String[] arguments) {
            for (OpenOptions access :
                    List.of(OpenOptions.readOnly(), OpenOptions.writeOnly(), OpenOptions.readWrite())) {
                Child.attempt(() -> {
                    OpenOptions create = access.createExclusive().maxMessages(1).maxMessageSize(8);
                    try (MessageQueue created = MessageQueue.open("/mine", create.permissions(0))) {
                        return created.unlinkIfCurrent();
                    } finally {
                        unlinkIfThere();
                    }
                });
            }
        }

        private static void unlinkIfThere() throws MessageQueueException {
            try {
                MessageQueue.unlink("/mine");
            } catch (QueueNotFoundException asItShouldBe) {
                // unlinked by the call under test
            }
        }
    }

    @Test
    void listenerIsToldOnceAndWithinTwoSeconds() throws Exception {
        MessageQueue opened = queue.open();
        AtomicInteger told = new AtomicInteger();
        AtomicReference<Thread> teller = new AtomicReference<>();
        CountDownLatch latch = new CountDownLatch(1);
        opened.onUnlinked(() -> {
            told.incrementAndGet();
            teller.set(Thread.currentThread());
            latch.countDown();
        });

        MessageQueue.unlink(queue.name());

        assertThat(latch.await(2, TimeUnit.SECONDS)).isTrue();
        assertThat(teller.get()).isNotSameAs(Thread.currentThread());
        assertThat(teller.get().isDaemon()).isTrue();
        // The listener of a queue that is unlinked later is told after at least one more look.
        MessageQueue witness = queue.open(queue.anotherName(), TestQueue.create());
        CountDownLatch looked = new CountDownLatch(1);
        witness.onUnlinked(looked::countDown);
        assertThat(witness.unlinkIfCurrent()).isTrue();
        assertThat(looked.await(2, TimeUnit.SECONDS)).isTrue();
        assertThat(told).hasValue(1);
    }

    @Test
    void listenerIsToldWhileAThreadWaits() throws Exception {
        MessageQueue opened = queue.open();
        CountDownLatch latch = new CountDownLatch(1);
        opened.onUnlinked(latch::countDown);
        BlockedCall<ReceivedMessage> receive =
                BlockedCall.start(() -> opened.receive()).awaitPolling();

        MessageQueue.unlink(queue.name());

        assertThat(latch.await(2, TimeUnit.SECONDS)).isTrue();
        assertThat(receive.isDone()).isFalse();
    }

    @Test
    void listenerMayEndTheWaitsOfItsQueue() throws Exception {
        MessageQueue opened = queue.open();
        opened.onUnlinked(opened::endWaits);
        BlockedCall<ReceivedMessage> receive =
                BlockedCall.start(() -> opened.receive()).awaitPolling();

        MessageQueue.unlink(queue.name());

        assertThat(receive.failure()).isInstanceOf(WaitEndedException.class);
    }

    @Test
    void listenerOfAnUnlinkedQueueIsToldAsWell() throws Exception {
        MessageQueue opened = queue.open();
        MessageQueue.unlink(queue.name());
        CountDownLatch latch = new CountDownLatch(1);

        opened.onUnlinked(latch::countDown);

        assertThat(latch.await(2, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, AssertionError.class})
    void listenerThatThrowsKeepsNobodyElseFromBeingTold(Class<? extends Throwable> kind) throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {});
        try {
            MessageQueue bad = queue.open();
            MessageQueue good = queue.open(queue.anotherName(), TestQueue.create());
            CountDownLatch latch = new CountDownLatch(1);
            CountDownLatch thrown = new CountDownLatch(1);
            bad.onUnlinked(() -> {
                thrown.countDown();
                if (kind == AssertionError.class) {
                    throw new AssertionError("thrown on purpose");
                }
                throw new IllegalStateException("thrown on purpose");
            });
            good.onUnlinked(latch::countDown);
            bad.unlinkIfCurrent();
            assertThat(thrown.await(2, TimeUnit.SECONDS)).isTrue();

            good.unlinkIfCurrent();

            assertThat(latch.await(2, TimeUnit.SECONDS)).isTrue();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void listenerOfAClosedHandleIsNotTold() throws Exception {
        AtomicInteger told = new AtomicInteger();
        MessageQueue opened = queue.open();
        opened.onUnlinked(told::incrementAndGet);
        opened.close();
        MessageQueue witness = queue.open();
        CountDownLatch latch = new CountDownLatch(1);
        witness.onUnlinked(latch::countDown);

        MessageQueue.unlink(queue.name());

        assertThat(latch.await(2, TimeUnit.SECONDS)).isTrue();
        assertThat(told).hasValue(0);
    }

    @Test
    void housekeeperThreadIsThereWithTheFirstQueueAndGoneWithTheLast() throws Exception {
        assertThat(Child.java(Housekeeping.class).privateIpc().run())
                .containsExactly("ok false", "ok true", "ok true", "ok true");
    }

    /** Opens and closes queues and says whether there is a housekeeper. */
    static final class Housekeeping {
        private Housekeeping() {}

        public static void main(String[] arguments) throws Exception {
            Child.attempt(Housekeeping::isThere);
            MessageQueue first = MessageQueue.open("/a", TestQueue.create());
            MessageQueue second = MessageQueue.open("/a", TestQueue.create());
            first.onUnlinked(() -> {});
            second.onUnlinked(() -> {});
            Child.attempt(Housekeeping::isThere);
            first.close();
            Child.attempt(Housekeeping::isThere);
            second.close();
            Child.attempt(() -> {
                BlockedCall.awaitTrue("the end of the housekeeper", () -> !isThere());
                return true;
            });
        }

        private static boolean isThere() {
            return Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().contains("housekeeper"));
        }
    }
}
