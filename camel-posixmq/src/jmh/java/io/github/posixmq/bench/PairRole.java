package io.github.posixmq.bench;

import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.ReceivedMessage;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Messages sent and received by one thread, which is what the calls themselves cost. */
final class PairRole implements Roles.Role {
    private final String name;
    private final MessageQueue queue;
    private final Journal journal;

    PairRole(String name) throws Exception {
        this.name = name;
        queue = MessageQueue.open(name, OpenOptions.readWrite());
        journal = Journal.open(queue.name(), queue.maxMessageSize(), JournalOptions.defaults());
    }

    private interface Pair {
        void run(int priority) throws Exception;
    }

    /** {@code pair MODE SIZE DEPTH PRIORITIES N}: the nanoseconds of N pairs with DEPTH messages waiting. */
    @Override
    public String answer(String[] command) throws Exception {
        int size = Integer.parseInt(command[2]);
        int depth = Integer.parseInt(command[3]);
        int priorities = Integer.parseInt(command[4]);
        long pairs = Long.parseLong(command[5]);
        int seed = 1;
        byte[] body = new byte[size];
        java.util.Arrays.fill(body, (byte) 'x');
        for (int i = 0; i < depth; i++, seed = next(seed)) {
            queue.send(body, (seed >>> 16) % priorities);
        }
        try (InterfaceMapping mapped = command[1].equals("interface") ? new InterfaceMapping(name) : null) {
            Pair pair = pair(command[1], body, mapped);
            long start = System.nanoTime();
            for (long i = 0; i < pairs; i++, seed = next(seed)) {
                pair.run((seed >>> 16) % priorities);
            }
            return String.valueOf(System.nanoTime() - start);
        } finally {
            drain();
        }
    }

    private void drain() throws Exception {
        ReceivedMessage left = queue.tryReceive();
        while (left != null) {
            left = queue.tryReceive();
        }
    }

    private static int next(int seed) {
        return seed * 1103515245 + 12345;
    }

    private Pair pair(String mode, byte[] body, InterfaceMapping mapped) {
        ByteBuffer out = ByteBuffer.allocateDirect(body.length).put(body);
        ByteBuffer in = ByteBuffer.allocateDirect(queue.maxMessageSize());
        return switch (mode) {
            case "plain" ->
                priority -> {
                    queue.trySend(body, priority);
                    queue.tryReceive();
                };
            case "direct" ->
                priority -> {
                    queue.trySend(out.rewind(), priority);
                    queue.tryReceive(in.clear());
                };
            case "held" ->
                priority -> {
                    queue.trySend(body, priority);
                    journal.receive(queue, Duration.ZERO).release();
                };
            case "interface" ->
                priority -> {
                    mapped.send(body, priority);
                    mapped.receive();
                };
            default -> throw new IllegalArgumentException(mode);
        };
    }
}
