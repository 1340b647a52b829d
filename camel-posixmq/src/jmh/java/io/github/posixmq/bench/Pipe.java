package io.github.posixmq.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One sender and one receiver: messages a second from the first call of the sender to the last arrival, and processor time a
 * message of all processes that take part. Used by one thread.
 *
 * @see #processes
 */
final class Pipe implements Contender {
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;

    private final String name;
    private final List<String> receiverCommand;
    private final List<String> senderCommand;
    private final List<Long> brokers;
    private final Runnable cleanUp;
    private final SetUp setUp;
    private Child receiver;
    private Child sender;
    private double rate;

    /** What has to be there before the processes start. */
    interface SetUp {
        void run() throws IOException;
    }

    /**
     * @param senderCommand null if the receiver sends as well
     * @param brokers processes that belong to it, started by another
     */
    Pipe(
            String name,
            SetUp setUp,
            List<String> receiverCommand,
            List<String> senderCommand,
            List<Long> brokers,
            Runnable cleanUp) {
        this.name = name;
        this.setUp = setUp;
        this.receiverCommand = receiverCommand;
        this.senderCommand = senderCommand;
        this.brokers = brokers;
        this.cleanUp = cleanUp;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() throws IOException {
        setUp.run();
        receiver = Child.ready(receiverCommand);
        sender = senderCommand == null ? receiver : Child.ready(senderCommand);
        for (long messages = 64; rate == 0; messages *= 2) {
            double seconds = send(messages);
            rate = seconds > 0.1 ? messages / seconds : 0;
        }
    }

    private List<Long> processes() {
        List<Long> pids = new ArrayList<>(brokers);
        pids.add(receiver.pid());
        if (sender != receiver) {
            pids.add(sender.pid());
        }
        return pids;
    }

    private double send(long messages) throws IOException {
        receiver.ask("expect " + messages);
        long start = Long.parseLong(sender.ask("send " + messages));
        return (Long.parseLong(receiver.ask("await")) - start) / NANOS;
    }

    @Override
    public Map<String, Double> round(double seconds) throws IOException {
        long messages = Math.max(16, (long) (rate * seconds));
        double before = ProcessFacts.processorSeconds(processes());
        double took = send(messages);
        double busy = ProcessFacts.processorSeconds(processes()) - before;
        rate = messages / took;
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("messages/s", rate);
        values.put("CPU µs/message", busy * MICROS / messages);
        return values;
    }

    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
        if (receiver != null) {
            receiver.close();
        }
        cleanUp.run();
    }
}
