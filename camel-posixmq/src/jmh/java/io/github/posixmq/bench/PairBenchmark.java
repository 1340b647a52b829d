package io.github.posixmq.bench;

import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueAttributes;
import io.github.posixmq.ReceivedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What do a send and a receive cost in one thread, by size, and what do they allocate? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PairBenchmark {
    @Param({"0", "64", "1024", "8192"})
    int size;

    private MessageQueue queue;
    private Journal journal;
    private InterfaceMapping mapped;
    private byte[] body;
    private ByteBuffer out;
    private ByteBuffer in;

    @Setup
    public void open() throws IOException {
        String name = Queues.uniqueName();
        int capacity = Math.max(1, size);
        queue = MessageQueue.open(
                name, OpenOptions.readWrite().create().maxMessages(2).maxMessageSize(capacity));
        journal = Journal.open(queue.name(), capacity, JournalOptions.defaults());
        mapped = new InterfaceMapping(name);
        body = new byte[size];
        java.util.Arrays.fill(body, (byte) 'x');
        out = ByteBuffer.allocateDirect(size).put(body);
        in = ByteBuffer.allocateDirect(capacity);
    }

    @TearDown
    public void close() throws IOException {
        MessageQueue.unlink(queue.name());
        journal.close();
        queue.close();
        mapped.close();
    }

    @Benchmark
    public ReceivedMessage pairBytes() throws IOException {
        queue.trySend(body, 0);
        return queue.tryReceive();
    }

    @Benchmark
    public int pairDirect() throws IOException {
        queue.trySend(out.rewind(), 0);
        return queue.tryReceive(in.clear());
    }

    @Benchmark
    public void pairJournal() throws IOException {
        queue.trySend(body, 0);
        journal.receive(queue, Duration.ZERO).release();
    }

    @Benchmark
    public byte[] pairJnaInterface() throws IOException {
        mapped.send(body, 0);
        return mapped.receive();
    }

    @Benchmark
    public ReceivedMessage tryReceiveEmpty() throws IOException {
        return queue.tryReceive();
    }

    @Benchmark
    public QueueAttributes attributes() throws IOException {
        return queue.attributes();
    }
}
