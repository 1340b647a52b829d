package io.github.posixmq.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** One message there and back, again and again: percentiles of the round trip in microseconds. Used by one thread. */
final class Echo implements Contender {
    private static final double NANOS_A_MICRO = 1000;

    private final String name;
    private final Pipe.SetUp setUp;
    private final List<String> serverCommand;
    private final List<String> clientCommand;
    private final Path samples;
    private final Runnable cleanUp;
    private Child server;
    private Child client;
    private double rate;

    /**
     * @param serverCommand null if the client answers itself as well
     * @param samples file that the client leaves its times in, null if it tells the percentiles
     */
    Echo(
            String name,
            Pipe.SetUp setUp,
            List<String> serverCommand,
            List<String> clientCommand,
            Path samples,
            Runnable cleanUp) {
        this.name = name;
        this.setUp = setUp;
        this.serverCommand = serverCommand;
        this.clientCommand = clientCommand;
        this.samples = samples;
        this.cleanUp = cleanUp;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() throws IOException {
        setUp.run();
        if (serverCommand != null) {
            server = Child.ready(serverCommand);
        }
        client = Child.ready(clientCommand);
        for (long messages = 64; rate == 0; messages *= 2) {
            long start = System.nanoTime();
            client.ask("rtt " + messages);
            double seconds = (System.nanoTime() - start) / 1e9;
            rate = seconds > 0.1 ? messages / seconds : 0;
        }
    }

    @Override
    public Map<String, Double> round(double seconds) throws IOException {
        long messages = Math.max(100, (long) (rate * seconds));
        long start = System.nanoTime();
        String answer = client.ask("rtt " + messages);
        rate = messages / ((System.nanoTime() - start) / 1e9);
        String[] nanos = samples == null ? answer.split(" ", -1) : percentiles();
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("p50 µs", micros(nanos[0]));
        values.put("p99 µs", micros(nanos[1]));
        values.put("p99.9 µs", micros(nanos[2]));
        return values;
    }

    private static double micros(String nanos) {
        return Long.parseLong(nanos) / NANOS_A_MICRO;
    }

    private String[] percentiles() throws IOException {
        Histogram times = new Histogram(3);
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(samples)).order(ByteOrder.nativeOrder());
        while (all.hasRemaining()) {
            times.recordValue(all.getLong());
        }
        return new String[] {
            String.valueOf(times.getValueAtPercentile(50)),
            String.valueOf(times.getValueAtPercentile(99)),
            String.valueOf(times.getValueAtPercentile(99.9))
        };
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        cleanUp.run();
    }
}
