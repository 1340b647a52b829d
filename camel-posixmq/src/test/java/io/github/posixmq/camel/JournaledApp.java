package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * An application that consumes a queue, in a process of its own. For each message it completes, it appends a line to a
 * file, by one write(2), which outlives the process: the number of a {@link NumberedMessage}, or the text of another,
 * and whether it was marked as redelivered.
 *
 * <p>Arguments: {@code from=} a URI, {@code out=} the file, {@code do=} what to do with a message, and what that takes.
 * It says {@code ready} when it has started. The line {@code touch} on its standard input has it open and close its
 * own journal files.
 */
final class JournaledApp {
    private final Map<String, String> arguments = new HashMap<>();
    private final FileChannel out;

    private JournaledApp(String... given) throws IOException {
        for (String each : given) {
            int at = each.indexOf('=');
            arguments.put(each.substring(0, at), each.substring(at + 1));
        }
        out = FileChannel.open(Path.of(arguments.get("out")), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public static void main(String... given) throws Exception {
        JournaledApp app = new JournaledApp(given);
        Main main = new Main();
        main.configure().setShutdownTimeout(20);
        main.configure().addRoutesBuilder(app.routes());
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport started) {
                app.started(started.getCamelContext());
            }
        });
        main.run();
        System.exit(main.getExitCode());
    }

    private RouteBuilder routes() {
        String from = arguments.get("from");
        return new RouteBuilder() {
            @Override
            public void configure() {
                switch (arguments.getOrDefault("do", "append")) {
                    case "append" -> from(from).process(JournaledApp.this::append);
                    case "fail-at-random" ->
                        from(from).process(JournaledApp.this::failAtRandom).process(JournaledApp.this::append);
                    case "die-of-poison" ->
                        from(from).process(JournaledApp.this::dieOfPoison).process(JournaledApp.this::append);
                    case "forget" -> {
                        from(from).to("seda:forgotten");
                        from("seda:forgotten").process(JournaledApp.this::holdForEver);
                    }
                    case "pass-on" -> from(from).to(arguments.get("to"));
                    case "poll" -> from("direct:nothing").stop();
                    default -> throw new IllegalArgumentException(arguments.toString());
                }
            }
        };
    }

    private void started(CamelContext context) {
        if ("poll".equals(arguments.get("do"))) {
            new Thread(() -> poll(context)).start();
        }
        Thread commands = new Thread(this::takeCommands);
        commands.setDaemon(true);
        commands.start();
        say("ready");
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void append(Exchange exchange) throws IOException {
        out.write(lines(exchange));
    }

    /** Appends what an application would append. */
    static void append(Path file, Exchange exchange) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(lines(exchange));
        }
    }

    private static ByteBuffer lines(Exchange exchange) {
        boolean redelivered = Boolean.TRUE.equals(exchange.getIn().getHeader(PosixMqConstants.REDELIVERED));
        StringBuilder lines = new StringBuilder();
        Object body = exchange.getIn().getBody();
        for (Object each : body instanceof List<?> batch ? batch : List.of(body)) {
            byte[] bytes = (byte[]) each;
            int number = NumberedMessage.number(bytes);
            lines.append(number >= 0 ? Integer.toString(number) : new String(bytes, UTF_8))
                    .append(redelivered ? " again\n" : " first\n");
        }
        return ByteBuffer.wrap(lines.toString().getBytes(UTF_8));
    }

    private void failAtRandom(Exchange exchange) {
        if (ThreadLocalRandom.current().nextInt(3) == 0) {
            throw new IllegalStateException("not today");
        }
    }

    private void dieOfPoison(Exchange exchange) {
        if (exchange.getIn().getBody(String.class).equals("poison")) {
            say("dying");
            Runtime.getRuntime().halt(1);
        }
    }

    private void holdForEver(Exchange exchange) throws InterruptedException {
        say("in hand: " + exchange.getIn().getBody(String.class));
        new CountDownLatch(1).await();
    }

    private void poll(CamelContext context) {
        ConsumerTemplate consumer = context.createConsumerTemplate();
        while (!context.isStopping() && !context.isStopped()) {
            Exchange exchange = consumer.receive(arguments.get("from"), 1000);
            if (exchange != null) {
                try {
                    append(exchange);
                } catch (IOException e) {
                    exchange.setException(e);
                }
                consumer.doneUoW(exchange);
            }
        }
    }

    private void takeCommands() {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("touch")) {
                    say("touched " + touch());
                }
            }
        } catch (IOException e) {
            say("no commands any more: " + e);
        }
    }

    /** Opens and closes its own journal files, which drops every lock of fcntl(2) that this process has on them. */
    private int touch() throws IOException {
        List<Path> files = JournalPlace.files(Path.of(arguments.get("journals"))).stream()
                .filter(file -> file.toString().endsWith(".held"))
                .toList();
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.tryLock();
            }
        }
        return files.size();
    }
}
