package io.github.posixmq.example.page;

import io.github.posixmq.Journal;
import io.github.posixmq.JournalOptions;
import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueName;
import io.github.posixmq.QueueNotFoundException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A context with one route from a queue that lets through as many messages as it is told to, and its page. */
final class PageFixture implements AutoCloseable {
    static final String ROUTE = "slow-route";
    static final int MAX_MESSAGES = 10;
    static final int MAX_MESSAGE_SIZE = 64;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String queue =
            "/posixmq-page-test-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
    private final Semaphore allowed = new Semaphore(0);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private LivePage page;

    @Command
    private static final class Line {
        @Mixin
        private PageOptions options;
    }

    static PageOptions options(String... args) {
        Line line = new Line();
        new CommandLine(line).parseArgs(args);
        line.options.check();
        return line.options;
    }

    static PageFixture start(String... args) throws Exception {
        PageFixture fixture = new PageFixture();
        try {
            fixture.open(args);
            return fixture;
        } catch (Exception e) {
            fixture.close();
            throw e;
        }
    }

    private void open(String... args) throws Exception {
        context.getCamelContextExtension().setName("page-test");
        context.getShutdownStrategy().setTimeout(5);
        RouteBuilder.addRoutes(context, routes -> routes.from(
                        "posixmq:" + queue + "?maxMessages=" + MAX_MESSAGES + "&maxMessageSize=" + MAX_MESSAGE_SIZE)
                .routeId(ROUTE)
                .process(e -> allowed.acquire()));
        context.start();
        page = LivePage.start(context, options(args));
    }

    String queue() {
        return queue;
    }

    DefaultCamelContext context() {
        return context;
    }

    String url() {
        return page.announcement().get(0).replaceFirst("^.* ", "");
    }

    int port() {
        return URI.create(url()).getPort();
    }

    String token() {
        return page.announcement().get(1).replaceFirst("^.* ", "");
    }

    void send(int messages) throws Exception {
        try (MessageQueue sender = MessageQueue.open(queue, OpenOptions.writeOnly())) {
            for (int i = 0; i < messages; i++) {
                sender.send(("message " + i).getBytes(StandardCharsets.UTF_8), 0);
            }
        }
    }

    void letThrough(int messages) {
        allowed.release(messages);
    }

    void closePage() {
        page.close();
    }

    @Override
    public void close() throws MessageQueueException {
        allowed.release(1_000_000);
        if (page != null) {
            page.close();
        }
        context.stop();
        try {
            MessageQueue.unlink(queue);
        } catch (QueueNotFoundException e) {
            // removed by the test
        }
        // a journal that opens removes what is empty
        Journal.open(QueueName.of(queue), 1, JournalOptions.defaults()).close();
    }
}
