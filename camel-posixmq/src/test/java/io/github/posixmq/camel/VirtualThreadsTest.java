package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.concurrent.ThreadType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * More consumers than cores and more blocked producers than cores, with the threads of Camel virtual. Camel decides for
 * virtual threads when its classes are loaded, hence the JVM of its own.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {
    private static final int CORES = 2;
    private static final int MANY = 3 * CORES;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    @Test
    void waitsOnQueuesDoNotStopOtherVirtualThreads() throws Exception {
        List<String> lines = new CamelChild()
                .run(
                        Bridge.class,
                        List.of(
                                "-Dcamel.threads.virtual.enabled=true",
                                "-Djdk.virtualThreadScheduler.parallelism=" + CORES,
                                "-Djdk.virtualThreadScheduler.maxPoolSize=" + CORES),
                        queue.name(),
                        queue.anotherName());
        assertThat(lines)
                .contains(
                        "camel runs virtual threads: true",
                        "timer ticks while virtual threads wait: true",
                        "all blocked messages came: true",
                        "all consumed on platform threads: true",
                        "stopped promptly: true",
                        "stop failed the blocked senders: true")
                .noneMatch(line -> line.endsWith(": false"));
    }

    /** Prints what holds. */
    static final class Bridge {
        private static final AtomicInteger TICKS = new AtomicInteger();
        private static final AtomicInteger CONSUMED = new AtomicInteger();
        private static final AtomicInteger SENT = new AtomicInteger();
        private static final AtomicInteger FAILED = new AtomicInteger();

        private Bridge() {}

        public static void main(String... names) throws Exception {
            DefaultCamelContext context = new DefaultCamelContext();
            context.getShutdownStrategy().setTimeout(20);
            RouteBuilder.addRoutes(context, routes -> {
                routes.from("timer:tick?period=10&delay=0").process(e -> TICKS.incrementAndGet());
                routes.from(CamelQueueTest.uri(names[1]) + "&concurrentConsumers=" + MANY)
                        .process(e -> CONSUMED.addAndGet(isVirtual() ? 0 : 1));
            });
            context.start();
            say("camel runs virtual threads", ThreadType.current() == ThreadType.VIRTUAL);
            try (MessageQueue full = MessageQueue.open(names[0], TestQueue.create())) {
                CamelQueueTest.fill(full);
                blockSenders(context, names[0]);
                receive(full, TestQueue.MAX_MESSAGES + MANY);
                CamelQueueTest.await().until(() -> SENT.get() == MANY);
                say("all blocked messages came", full.depth() == 0);
                consume(names[1]);
                CamelQueueTest.fill(full);
                blockSenders(context, names[0]);
                say("stopped promptly", CamelQueueTest.time(context::stop).compareTo(Duration.ofSeconds(2)) < 0);
                CamelQueueTest.await().until(() -> FAILED.get() == MANY);
                say("stop failed the blocked senders", SENT.get() == MANY);
            }
        }

        private static void blockSenders(DefaultCamelContext context, String queue) {
            AtomicInteger virtual = new AtomicInteger();
            int sentBefore = SENT.get();
            ProducerTemplate template = context.createProducerTemplate();
            ExecutorService senders = context.getExecutorServiceManager().newFixedThreadPool(template, "senders", MANY);
            for (int i = 0; i < MANY; i++) {
                senders.execute(() -> {
                    virtual.addAndGet(isVirtual() ? 1 : 0);
                    Exchange exchange = template.send(
                            CamelQueueTest.uri(queue), e -> e.getIn().setBody("blocked"));
                    (exchange.isFailed() ? FAILED : SENT).incrementAndGet();
                });
            }
            CamelQueueTest.await().until(() -> virtual.get() == MANY);
            int ticksBefore = TICKS.get();
            CamelQueueTest.await().until(() -> TICKS.get() >= ticksBefore + 50);
            say("timer ticks while virtual threads wait", SENT.get() == sentBefore);
        }

        private static void receive(MessageQueue from, int messages) throws Exception {
            for (int i = 0; i < messages; i++) {
                from.receive();
            }
        }

        private static void consume(String queue) throws Exception {
            try (MessageQueue source = MessageQueue.open(queue, OpenOptions.writeOnly())) {
                for (int i = 0; i < 500; i++) {
                    CamelQueueTest.send(source, "x");
                }
            }
            CamelQueueTest.await().until(() -> CONSUMED.get() == 500);
            say("all consumed on platform threads", true);
        }

        /** As Java 17 can ask. */
        private static boolean isVirtual() {
            return Thread.currentThread().toString().startsWith("VirtualThread");
        }

        private static void say(String what, boolean holds) {
            System.out.println(what + ": " + holds);
        }
    }
}
