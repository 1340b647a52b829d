package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What journals hold and what is in quarantine: looked at, removed, put back. */
class HeldMessagesTest {
    private static final Duration NOW = Duration.ZERO;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @TempDir
    Path temporary;

    private Path directory;
    private HeldMessages held;

    @BeforeEach
    void lookIntoADirectoryOfTheTest() throws Exception {
        directory = Files.createDirectory(
                temporary.resolve("journals"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        held = HeldMessages.in(directory);
    }

    private JournalOptions options() {
        return JournalOptions.defaults().directory(directory);
    }

    private Journal journal() throws MessageQueueException {
        return queue.closeLater(Journal.open(QueueName.of(queue.name()), TestQueue.MAX_MESSAGE_SIZE, options()));
    }

    private MessageQueue filled(String... bodies) throws MessageQueueException {
        MessageQueue mq = queue.open();
        for (int i = 0; i < bodies.length; i++) {
            mq.send(bodies[i].getBytes(UTF_8), bodies.length - i);
        }
        return mq;
    }

    private void holdAndDie(int count, String how) throws Exception {
        try (Child holder = Child.java(Holder.class, queue.name(), directory.toString(), Integer.toString(count), how)
                .start()) {
            holder.finish();
        }
    }

    private static List<String> bodies(List<HeldMessage> messages) throws MessageQueueException {
        List<String> bodies = new ArrayList<>();
        for (HeldMessage each : messages) {
            bodies.add(new String(each.body(), UTF_8));
        }
        return bodies;
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static <T> List<T> each(List<HeldMessage> messages, Function<HeldMessage, T> fact) {
        return messages.stream().map(fact).toList();
    }

    @Test
    void showsWhatADeadProcessHeld() throws Exception {
        filled("first", "", "third");
        holdAndDie(3, "die");

        List<HeldMessage> messages = held.list();

        assertThat(bodies(messages)).containsExactly("first", "", "third");
        assertThat(each(messages, HeldMessage::priority)).containsExactly(3, 2, 1);
        assertThat(each(messages, HeldMessage::length)).containsExactly(5, 0, 5);
        assertThat(each(messages, HeldMessage::id)).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{12}"));
        assertThat(messages).allSatisfy(each -> {
            assertThat(each.queue()).isEqualTo(QueueName.of(queue.name()));
            assertThat(each.state()).isEqualTo(HeldMessage.State.DELIVERING);
            assertThat(each.deliveries()).isEqualTo(1);
            assertThat(each.deaths()).isZero();
            assertThat(each.failures()).isZero();
            assertThat(each.isRecovered()).isFalse();
            assertThat(each.isOwnerAlive()).isFalse();
            assertThat(each.ownerPid()).isPresent();
            assertThat(each.file()).exists();
            assertThat(each.quarantinedAt()).isEmpty();
            assertThat(each.quarantineReason()).isEmpty();
        });
        assertThat(held.unreadable()).isEmpty();
    }

    @Test
    void lookingChangesNothing() throws Exception {
        filled("first", "second");
        holdAndDie(2, "die-copying");
        Path file = files().get(0);
        byte[] before = Files.readAllBytes(file);

        List<String> ids = each(held.list(), HeldMessage::id);
        held.find(ids.get(0)).body();

        assertThat(each(held.list(), HeldMessage::id)).isEqualTo(ids);
        assertThat(files()).containsExactly(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void showsOfOneQueueOnlyWhatIsItsOwn() throws Exception {
        filled("mine");
        holdAndDie(1, "die");

        assertThat(bodies(held.list(QueueName.of(queue.name())))).containsExactly("mine");
        assertThat(held.list(QueueName.of(queue.anotherName()))).isEmpty();
    }

    @Test
    void findsByIdOnly() throws Exception {
        filled("first", "second");
        holdAndDie(2, "die-idle");
        String id = held.list().get(1).id();

        HeldMessage found = held.find(id);

        assertThat(found.body()).isEqualTo("second".getBytes(UTF_8));
        assertThat(found.state()).isEqualTo(HeldMessage.State.HELD);
        assertThat(held.find("000000000000")).isNull();
        assertThat(held.find(id.substring(0, 6))).isNull();
    }

    @Test
    void whatALivingProcessHoldsIsShownButNotTouched() throws Exception {
        MessageQueue mq = filled("first", "second");
        try (Child holder = Child.java(Holder.class, queue.name(), directory.toString(), "2", "stay")
                .start()) {
            assertThat(holder.readLine()).isEqualTo("held");
            List<HeldMessage> messages = held.list();
            HeldMessage first = messages.get(0);

            assertThat(bodies(messages)).containsExactly("first", "second");
            assertThat(messages).allMatch(HeldMessage::isOwnerAlive);
            assertThat(first.ownerPid()).hasValue((int) holder.pid());
            assertThatThrownBy(first::release)
                    .isInstanceOf(MessageQueueException.class)
                    .hasMessageContaining("process " + holder.pid())
                    .hasMessageEndingWith("kill " + holder.pid());
            assertThat(catchThrowableOfType(MessageQueueException.class, first::requeue)
                            .errnoName())
                    .isEqualTo("EBUSY");
            assertThat(mq.depth()).isZero();

            holder.writeLine("");
            holder.finish();
            first.requeue();
        }
        assertThat(mq.tryReceive().body()).isEqualTo("first".getBytes(UTF_8));
        assertThat(bodies(held.list())).containsExactly("second");
    }

    @Test
    void whatThisProcessHoldsIsToldApart() throws Exception {
        MessageQueue mq = filled("mine");
        Delivery delivery = journal().receive(mq, NOW);
        HeldMessage message = held.list().get(0);

        assertThat(message.ownerPid()).hasValue((int) ProcessHandle.current().pid());
        assertThatThrownBy(message::release)
                .hasMessageContaining("a journal of this process")
                .hasMessageEndingWith("Close the journal (stop its consumer) first.");

        delivery.release();
        assertThat(held.list()).isEmpty();
        assertThat(catchThrowableOfType(MessageQueueException.class, message::body)
                        .errnoName())
                .isEqualTo("ENOENT");
    }

    @Test
    void releasedMessageIsGoneForGood() throws Exception {
        MessageQueue mq = filled("first", "second", "third");
        holdAndDie(3, "die");

        held.list().get(1).release();

        assertThat(bodies(held.list())).containsExactly("first", "third");
        Journal journal = journal();
        assertThat(journal.receive(mq, NOW).message().body()).isEqualTo("first".getBytes(UTF_8));
        assertThat(journal.receive(mq, NOW).message().body()).isEqualTo("third".getBytes(UTF_8));
        assertThat(journal.receive(mq, NOW)).isNull();
    }

    @Test
    void fileGoesWithItsLastMessage() throws Exception {
        filled("first", "second");
        holdAndDie(2, "die");

        for (HeldMessage each : held.list()) {
            assertThat(files()).hasSize(1);
            each.release();
        }

        assertThat(files()).isEmpty();
        assertThat(held.list()).isEmpty();
    }

    @Test
    void requeuedMessageIsInItsQueueWithItsPriority() throws Exception {
        MessageQueue mq = filled("first", "second");
        holdAndDie(2, "die");

        held.list().get(0).requeue();

        ReceivedMessage back = mq.tryReceive();
        assertThat(back.body()).isEqualTo("first".getBytes(UTF_8));
        assertThat(back.priority()).isEqualTo(2);
        assertThat(bodies(held.list())).containsExactly("second");
    }

    @Test
    void requeueIntoAFullQueueFailsAndLosesNothing() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, TestQueue.MAX_MESSAGE_SIZE));
        mq.send("held".getBytes(UTF_8), 7);
        holdAndDie(1, "die");
        mq.send("in the way".getBytes(UTF_8), 0);
        HeldMessage message = held.list().get(0);

        MessageQueueException full = catchThrowableOfType(MessageQueueException.class, message::requeue);

        assertThat(full.errnoName()).isEqualTo("EAGAIN");
        assertThat(full).hasMessageContaining("is full with 1 messages").hasMessageEndingWith("try again.");
        assertThat(each(held.list(), HeldMessage::id)).containsExactly(message.id());
        assertThat(mq.tryReceive().body()).isEqualTo("in the way".getBytes(UTF_8));
        message.requeue();
        assertThat(mq.tryReceive().body()).isEqualTo("held".getBytes(UTF_8));
        assertThat(held.list()).isEmpty();
    }

    @Test
    void requeueIntoAVanishedQueueFailsAndLosesNothing() throws Exception {
        filled("held");
        holdAndDie(1, "die");
        MessageQueue.unlink(queue.name());
        HeldMessage message = held.list().get(0);

        assertThatThrownBy(message::requeue).isInstanceOf(QueueNotFoundException.class);

        assertThat(bodies(held.list())).containsExactly("held");
        MessageQueue again = queue.open();
        message.requeue();
        assertThat(again.tryReceive().body()).isEqualTo("held".getBytes(UTF_8));
    }

    @Test
    void requeueIntoAQueueOfSmallerMessagesFailsAndLosesNothing() throws Exception {
        filled("longer than four");
        holdAndDie(1, "die");
        MessageQueue.unlink(queue.name());
        queue.open(TestQueue.create(1, 4));

        assertThatThrownBy(held.list().get(0)::requeue).isInstanceOf(MessageTooLargeException.class);

        assertThat(bodies(held.list())).containsExactly("longer than four");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not accounted for", ""})
    void messageThatWasNotAccountedForIsShownAsRecovered(String body) throws Exception {
        MessageQueue mq = filled("first", body);
        holdAndDie(2, "die-copying");

        List<HeldMessage> messages = held.list();
        HeldMessage last = messages.get(1);

        assertThat(bodies(messages)).containsExactly("first", body);
        assertThat(last.isRecovered()).isTrue();
        assertThat(last.priority()).isEqualTo(1);
        assertThat(last.state()).isEqualTo(HeldMessage.State.HELD);
        last.requeue();
        assertThat(mq.tryReceive().body()).isEqualTo(body.getBytes(UTF_8));
        Journal journal = journal();
        assertThat(journal.receive(mq, NOW).message().body()).isEqualTo("first".getBytes(UTF_8));
        assertThat(journal.receive(mq, NOW)).isNull();
    }

    @Test
    void messageKeepsItsIdWhenItIsTakenOver() throws Exception {
        MessageQueue mq = filled("first", "second");
        holdAndDie(2, "die-copying");
        List<String> ids = each(held.list(), HeldMessage::id);

        Journal journal = journal();
        Delivery first = journal.receive(mq, NOW);

        assertThat(each(held.list(), HeldMessage::id)).isEqualTo(ids);
        assertThat(held.list()).allMatch(HeldMessage::isOwnerAlive);
        assertThat(held.find(ids.get(0)).deaths()).isEqualTo(1);
        assertThat(held.find(ids.get(0)).deliveries()).isEqualTo(2);
        assertThat(held.find(ids.get(0)).ownerPid())
                .hasValue((int) ProcessHandle.current().pid());
        first.release();
        assertThat(each(held.list(), HeldMessage::id)).containsExactly(ids.get(1));
    }

    @Test
    void nextMessageAtTheSamePlaceHasAnotherId() throws Exception {
        MessageQueue mq = queue.open();
        Journal journal = queue.closeLater(Journal.open(mq.name(), 64, options().maxHeld(1)));
        mq.send("first".getBytes(UTF_8), 0);
        Delivery delivery = journal.receive(mq, NOW);
        HeldMessage first = held.list().get(0);
        delivery.release();
        mq.send("other".getBytes(UTF_8), 0);
        journal.receive(mq, NOW).putBack();
        journal.close();

        assertThat(held.list().get(0).file()).isEqualTo(first.file());
        for (Throwable gone : List.of(
                catchThrowableOfType(MessageQueueException.class, first::body),
                catchThrowableOfType(MessageQueueException.class, first::release),
                catchThrowableOfType(MessageQueueException.class, first::requeue))) {
            assertThat(gone).hasMessageContaining(first.id()).hasMessageContaining("not held any more");
        }
        assertThat(bodies(held.list())).containsExactly("other");
    }

    @Test
    void messagesOfABatchAreShownAndRemovedOneByOne() throws Exception {
        MessageQueue mq = filled("first", "second", "third", "fourth");
        BatchLimits batch = new BatchLimits(4, 1024, Duration.ofSeconds(1));
        Journal journal = queue.closeLater(Journal.open(mq.name(), 64, options().batch(batch)));
        journal.receive(mq, Duration.ofSeconds(1)).putBack();
        journal.close();

        List<HeldMessage> messages = held.list();
        assertThat(bodies(messages)).containsExactly("first", "second", "third", "fourth");
        messages.get(1).release();
        messages.get(3).requeue();

        assertThat(bodies(held.list())).containsExactly("first", "third");
        Journal next = queue.closeLater(Journal.open(mq.name(), 64, options().batch(batch)));
        assertThat(next.receive(mq, NOW).messages().stream().map(each -> new String(each.body(), UTF_8)))
                .containsExactly("first", "third");
    }

    @Test
    void quarantineIsShownReleasedAndPutBack() throws Exception {
        MessageQueue mq = filled("first", "second");
        Journal journal = journal();
        journal.receive(mq, NOW).quarantine("it says: \\n or\nworse\r\n");
        journal.receive(mq, NOW).quarantine("again");

        List<HeldMessage> messages = held.list().stream()
                .sorted(Comparator.comparing(HeldMessage::priority).reversed())
                .toList();
        HeldMessage first = messages.get(0);
        HeldMessage second = messages.get(1);

        assertThat(bodies(messages)).containsExactly("first", "second");
        assertThat(messages).allSatisfy(each -> {
            assertThat(each.state()).isEqualTo(HeldMessage.State.QUARANTINED);
            assertThat(each.deliveries()).isEqualTo(1);
            assertThat(each.ownerPid()).isEmpty();
            assertThat(each.isOwnerAlive()).isFalse();
            assertThat(each.queue()).isEqualTo(mq.name());
        });
        assertThat(first.quarantineReason()).hasValue("it says: \\n or worse  ");
        assertThat(first.quarantinedAt().orElseThrow()).isBetween(Instant.now().minusSeconds(60), Instant.now());

        first.requeue();
        second.release();
        assertThat(mq.tryReceive()).satisfies(back -> {
            assertThat(back.body()).isEqualTo("first".getBytes(UTF_8));
            assertThat(back.priority()).isEqualTo(2);
        });
        assertThat(held.list()).isEmpty();
        assertThat(catchThrowableOfType(MessageQueueException.class, first::requeue)
                        .errnoName())
                .isEqualTo("ENOENT");
        assertThat(mq.depth()).isZero();
    }

    @Test
    void quarantineIsNotEmptiedIntoAFullQueue() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, 64));
        mq.send(new byte[] {-1, 0, '\n', '\n', -1}, 5);
        journal().receive(mq, NOW).quarantine("for a test");
        mq.send(new byte[0], 0);
        HeldMessage message = held.list().get(0);

        assertThat(catchThrowableOfType(MessageQueueException.class, message::requeue)
                        .errnoName())
                .isEqualTo("EAGAIN");

        mq.tryReceive();
        message.requeue();
        assertThat(mq.tryReceive().body()).containsExactly(-1, 0, '\n', '\n', -1);
        assertThat(held.list()).isEmpty();
    }

    @Test
    void quarantineOfAQueueWithALineBreakInItsNameIsReadable() throws Exception {
        String name = queue.unlinkLater(queue.anotherName() + "\n\\n");
        MessageQueue mq = queue.open(name, TestQueue.create());
        mq.send(new byte[0], 0);
        queue.closeLater(Journal.open(mq.name(), 64, options()))
                .receive(mq, NOW)
                .quarantine("for a test");

        assertThat(held.list(mq.name())).singleElement().satisfies(each -> {
            assertThat(each.queue()).isEqualTo(mq.name());
            assertThat(each.body()).isEmpty();
        });
        assertThat(held.unreadable()).isEmpty();
    }

    @Test
    void directoryThatWasNamedMustBeThere() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> HeldMessages.in(missing).list())
                .isInstanceOf(MessageQueueException.class)
                .hasMessageContaining("there is no directory " + missing);
        assertThat(missing).doesNotExist();
    }

    @Test
    void directoryThatIsOpenToOthersIsRefused() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(held::list).hasMessageEndingWith("Type: chmod 700 " + directory);
    }

    @Test
    void emptyDirectoryHoldsNothing() throws Exception {
        assertThat(held.list()).isEmpty();
        assertThat(held.unreadable()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void ownDirectoryIsTheDefault() throws Exception {
        MessageQueue mq = filled("mine");
        Journal journal = queue.closeLater(Journal.open(mq.name(), 64, JournalOptions.defaults()));
        Delivery delivery = journal.receive(mq, NOW);

        assertThat(bodies(HeldMessages.in(null).list(mq.name()))).containsExactly("mine");
        delivery.release();
    }
}
