package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random messages, and random things done with them. A failure names the seed that repeats it. */
class JournalPropertyTest {
    private static final int MESSAGES = 20_000;

    @RegisterExtension
    @Order(1)
    final TestQueue queue = new TestQueue();

    @RegisterExtension
    @Order(2)
    final TestJournal journals = new TestJournal(queue);

    private static long newSeed(String test) {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("JournalPropertyTest." + test + ": -Dseed=" + seed);
        return seed;
    }

    /** Random bytes, or what is hard to tell from a blank record: fill, zeros, and either at one end. */
    private static byte[] body(Random random, int longest) {
        byte[] body = new byte[random.nextInt(10) == 0 ? longest : random.nextInt(longest + 1)];
        switch (random.nextInt(5)) {
            case 0 -> Arrays.fill(body, (byte) 0xFF);
            case 1 -> Arrays.fill(body, (byte) 0);
            case 2 -> {
                random.nextBytes(body);
                Arrays.fill(body, random.nextInt(body.length + 1), body.length, (byte) 0xFF);
            }
            case 3 -> {
                random.nextBytes(body);
                Arrays.fill(body, 0, random.nextInt(body.length + 1), (byte) 0xFF);
            }
            default -> random.nextBytes(body);
        }
        return body;
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 500})
    void randomMessagesComeOutByteForByte(int size) throws Exception {
        long seed = newSeed("randomMessagesComeOutByteForByte");
        Random random = new Random(seed);
        MessageQueue mq = queue.open(TestQueue.create(4, size));
        Journal journal = journals.open(journals.options(), size);
        for (int i = 0; i < MESSAGES / 2; i++) {
            byte[] body = body(random, size);
            int priority = random.nextInt(MessageQueue.MAX_PRIORITY + 1);
            mq.send(body, priority);
            ReceivedMessage received;
            if (random.nextBoolean()) {
                Delivery delivery = TestJournal.receive(journal, mq);
                received = delivery.message();
                assertThat(delivery.isRedelivered()).isFalse();
                delivery.release();
            } else {
                received = mq.tryReceive();
            }
            if (received.priority() != priority || !Arrays.equals(received.body(), body)) {
                throw new AssertionError(
                        "seed " + seed + ", message " + i + ": sent " + Arrays.toString(body) + " with "
                                + priority + ", received " + Arrays.toString(received.body()) + " with "
                                + received.priority());
            }
        }
        assertThat(journal.held()).isZero();
        assertThat(TestJournal.receiveAll(journals.openAfterDeath(), mq)).isEmpty();
    }

    @Test
    void randomBatchesComeOutByteForByte() throws Exception {
        Random random = new Random(newSeed("randomBatchesComeOutByteForByte"));
        MessageQueue mq = queue.open(TestQueue.create(10, 300));
        Journal journal = journals.open(journals.options().batch(new BatchLimits(7, 900, Duration.ZERO)), 300);
        for (int round = 0; round < 800; round++) {
            List<byte[]> sent = new ArrayList<>();
            int count = 1 + random.nextInt(10);
            for (int i = 0; i < count; i++) {
                sent.add(body(random, 300));
                mq.send(sent.get(i), 5);
            }
            List<Delivery> batches = TestJournal.receiveAll(journal, mq);
            assertThat(batches.stream()
                            .flatMap(each -> each.messages().stream())
                            .map(ReceivedMessage::body))
                    .as("round %d", round)
                    .containsExactlyElementsOf(sent);
            batches.forEach(Delivery::release);
        }
    }

    /** What the journal should know of a message it holds. */
    private static final class Held {
        final String text;
        int deliveries;
        int failures;
        int deaths;
        /** Null while it is not with anybody. */
        Delivery out;

        Held(String text) {
            this.text = text;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void journalDoesWhatItsModelDoes(int round) throws Exception {
        long seed = newSeed("journalDoesWhatItsModelDoes " + round);
        Random random = new Random(seed);
        MessageQueue mq = queue.open(TestQueue.create(10, 64));
        Path directory = journals.directory();
        int most = 1 + random.nextInt(6);
        Journal journal = journals.open(journals.options(directory).maxHeld(most));
        List<String> waiting = new ArrayList<>();
        Map<String, Held> held = new TreeMap<>();
        int quarantined = 0;
        int next = 0;
        StringBuilder story = new StringBuilder("seed " + seed + ", maxHeld " + most + ":");
        for (int step = 0; step < 400; step++) {
            List<Held> out =
                    held.values().stream().filter(each -> each.out != null).toList();
            Held one = out.isEmpty() ? null : out.get(random.nextInt(out.size()));
            int action = random.nextInt(20);
            if (action < 6) {
                if (waiting.size() < 10) {
                    String text = "m" + next++;
                    story.append(" send ").append(text);
                    mq.send(text.getBytes(UTF_8), 0);
                    waiting.add(text);
                }
            } else if (action < 13) {
                story.append(" receive");
                receive(journal, mq, waiting, held, most, story);
            } else if (one != null && action < 15) {
                story.append(" release ").append(one.text);
                one.out.release();
                held.remove(one.text);
            } else if (one != null && action < 16) {
                story.append(" putBack ").append(one.text);
                one.out.putBack();
                one.out = null;
            } else if (one != null && action < 17) {
                story.append(" fail ").append(one.text);
                Delivery failed = one.out;
                one.out = null;
                one.failures++;
                failed.redeliver(Duration.ZERO);
            } else if (one != null && action < 18) {
                story.append(" quarantine ").append(one.text);
                one.out.quarantine("the model says so");
                held.remove(one.text);
                quarantined++;
            } else if (action == 18) {
                story.append(" close");
                held.values().stream().filter(each -> each.out != null).forEach(each -> {
                    each.out.putBack();
                    each.out = null;
                });
                journal.close();
                journal = journals.open(journals.options(directory).maxHeld(most));
            } else if (action == 19) {
                story.append(" die");
                directory = journals.copyOfTheDead(directory);
                journals.closeAll();
                for (Held each : List.copyOf(held.values())) {
                    if (each.out != null && ++each.deaths == 3) {
                        held.remove(each.text);
                        quarantined++;
                    }
                    each.out = null;
                }
                journal = journals.open(journals.options(directory).maxHeld(most));
            }
            assertThat(journal.held()).as(story.toString()).isEqualTo(held.size());
            assertThat(mq.depth()).as(story.toString()).isEqualTo(waiting.size());
            assertThat(journals.heard().quarantined).as(story.toString()).hasSize(quarantined);
        }
        assertThat(journals.heard().setAside).isEmpty();
    }

    private static void receive(
            Journal journal,
            MessageQueue mq,
            List<String> waiting,
            Map<String, Held> held,
            int most,
            StringBuilder story)
            throws MessageQueueException {
        boolean again = held.values().stream().anyMatch(each -> each.out == null);
        boolean expected = again || (!waiting.isEmpty() && held.size() < most);
        // what comes again at once still goes through the housekeeper
        Delivery delivery = journal.receive(mq, again ? TestJournal.SOON : Duration.ZERO);
        assertThat(delivery != null).as(story + " (something is there)").isEqualTo(expected);
        if (delivery == null) {
            return;
        }
        String text = TestJournal.text(delivery);
        story.append(' ').append(text);
        Held known = held.get(text);
        if (known == null) {
            assertThat(waiting).as(story.toString()).isNotEmpty();
            assertThat(text).as(story.toString()).isEqualTo(waiting.remove(0));
            known = new Held(text);
            held.put(text, known);
        }
        assertThat(known.out).as(story + " (nobody has it)").isNull();
        assertThat(delivery.redeliveryCount()).as(story + " (redeliveries)").isEqualTo(known.deliveries);
        assertThat(delivery.failures()).as(story + " (failures)").isEqualTo(known.failures);
        assertThat(delivery.isRedelivered()).as(story + " (mark)").isEqualTo(known.deliveries > 0);
        known.deliveries++;
        known.out = delivery;
    }
}
