package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Sends {@link NumberedMessage}s, in a process of its own, until its standard input ends or has a line; then it says how
 * many it has sent. A number that it cannot send, it sends again.
 *
 * <p>Arguments: {@code to=} a URI to send through a producer, or {@code queue=} a name to send through the wrapper,
 * {@code first=} and {@code step=} for the numbers, {@code pause=} microseconds after each, and {@code sent=} a file to
 * keep the count of those sent in, which outlives the process.
 */
final class NumberSender {
    /** Sends a body, or throws. */
    private interface Sending {
        void send(byte[] body) throws Exception;
    }

    private static volatile boolean told;

    private NumberSender() {}

    public static void main(String... given) throws Exception {
        Map<String, String> arguments = new HashMap<>();
        for (String each : given) {
            int at = each.indexOf('=');
            arguments.put(each.substring(0, at), each.substring(at + 1));
        }
        if (arguments.containsKey("queue")) {
            try (MessageQueue queue = MessageQueue.open(arguments.get("queue"), OpenOptions.writeOnly())) {
                sendUntilTold(arguments, body -> queue.send(body, 0));
            }
        } else {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.start();
                ProducerTemplate template = context.createProducerTemplate();
                sendUntilTold(arguments, body -> template.sendBody(arguments.get("to"), body));
            }
        }
    }

    private static void sendUntilTold(Map<String, String> arguments, Sending sending) throws Exception {
        int first = Integer.parseInt(arguments.getOrDefault("first", "0"));
        int step = Integer.parseInt(arguments.getOrDefault("step", "1"));
        long pause = 1000 * Long.parseLong(arguments.getOrDefault("pause", "0"));
        MappedByteBuffer sent = map(arguments.get("sent"));
        Thread listener = new Thread(NumberSender::listen);
        listener.setDaemon(true);
        listener.start();
        say("ready");
        int count = 0;
        while (!told) {
            if (trySend(sending, NumberedMessage.body(first + count * step))) {
                count++;
                if (sent != null) {
                    sent.putInt(0, count);
                }
            }
            if (pause > 0) {
                LockSupport.parkNanos(pause);
            }
        }
        say("sent " + count);
    }

    private static boolean trySend(Sending sending, byte[] body) throws Exception {
        try {
            sending.send(body);
            return true;
        } catch (CamelExecutionException | IOException e) {
            say("trouble: " + e + ", " + e.getCause());
            LockSupport.parkNanos(1_000_000);
            return false;
        }
    }

    private static MappedByteBuffer map(String file) throws IOException {
        if (file == null) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(
                Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES);
        }
    }

    private static void listen() {
        try {
            new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
        } catch (IOException e) {
            say("trouble: " + e);
        }
        told = true;
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
