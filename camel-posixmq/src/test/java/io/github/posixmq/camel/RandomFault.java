package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Consumer;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.service.ServiceHelper;

/** Input without sense: URIs, bodies and priorities. */
final class RandomFault {
    private static final int LEAST_PERCENT = 30;

    private final Random random;
    private final FaultBench bench;
    private int accepted;

    private RandomFault(long seed, FaultBench bench) {
        this.random = new Random(seed);
        this.bench = bench;
    }

    /** Values of an option: those that will do, and those that will not. */
    private record Option(String name, List<String> good, List<String> bad) {}

    private static final List<Option> OPTIONS = List.of(
            new Option("maxMessages", List.of("1", "3"), List.of("0", "-1", "x", "", "1.5", "99999999999")),
            new Option("maxMessageSize", List.of("1", "64", "500"), List.of("0", "-9", "big", "2147483648")),
            new Option("create", List.of("true"), List.of("perhaps")),
            new Option("permissions", List.of("0600", "660", "0777"), List.of("888", "rw", "07777", "-1", "")),
            new Option("geometryMismatch", List.of("accept", "warn", "WARN"), List.of("ignore", "")),
            new Option("unlinkOnStop", List.of("true", "false"), List.of("maybe")),
            new Option("concurrentConsumers", List.of("1", "4"), List.of("0", "-3", "many")),
            new Option("recoveryInterval", List.of("1s", "500"), List.of("0", "-1", "soon")),
            new Option("deliveryGuarantee", List.of("atLeastOnce", "atMostOnce"), List.of("exactlyOnce")),
            new Option("maxHeld", List.of("1", "40"), List.of("0", "65537", "x")),
            new Option("onFailure", List.of("redeliver", "release"), List.of("panic")),
            new Option("redeliveryDelay", List.of("0", "60000", "5s"), List.of("-1", "60001", "later")),
            new Option("maxRedeliveries", List.of("-1", "0", "7"), List.of("-2", "x")),
            new Option("batching", List.of("true", "false"), List.of("2")),
            new Option("batchSize", List.of("1", "50"), List.of("0", "-1", "all")),
            new Option("batchBytes", List.of("1", "4096"), List.of("0", "x")),
            new Option("batchTimeout", List.of("0", "2s"), List.of("-1", "x")),
            new Option("priority", List.of("0", "32767"), List.of("-1", "32768", "high")),
            new Option("sendTimeout", List.of("-1", "0", "5s"), List.of("-2", "x")),
            new Option("journalDirectory", List.of(), List.of("/nowhere/at/all", "/dev/null")),
            new Option("exchangePattern", List.of("InOnly", "InOut"), List.of("OutOfOrder")),
            new Option("noSuchOption", List.of(), List.of("1", "")));

    /** Makes endpoints of so many random URIs, with a producer and a consumer where they can be made. */
    static String uris(long seed, int count) throws Exception {
        try (FaultBench bench = new FaultBench();
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.getComponent("posixmq", PosixMqComponent.class)
                    .getConfiguration()
                    .setJournalDirectory(bench.journals.path().toString());
            context.start();
            RandomFault fault = new RandomFault(seed, bench);
            for (int i = 0; i < count; i++) {
                fault.uri(context, i);
            }
            int percent = 100 * fault.accepted / count;
            assertThat(percent).as("accepted, percent (seed %d)", seed).isGreaterThanOrEqualTo(LEAST_PERCENT);
            return count + " URIs, " + percent + " % valid; seed " + seed;
        }
    }

    private void uri(DefaultCamelContext context, int index) throws Exception {
        boolean good = true;
        String name = bench.queue;
        if (random.nextInt(8) == 0) {
            good = false;
            name = pick(List.of("", "/", "a/b", "/a/b/", ".", "..", "x".repeat(256), "a%00b"));
        }
        List<String> options = new ArrayList<>();
        List<Option> left = new ArrayList<>(OPTIONS);
        for (int i = random.nextInt(6); i > 0; i--) {
            Option option = left.remove(random.nextInt(left.size()));
            boolean bad = option.good().isEmpty() || random.nextInt(10) == 0;
            good &= !bad;
            options.add(option.name() + "=" + URLEncoder.encode(pick(bad ? option.bad() : option.good()), UTF_8));
        }
        String uri = "posixmq:" + name + (options.isEmpty() ? "" : "?" + String.join("&", options));
        try {
            use(context, uri, index % 4 == 0);
            accepted++;
        } catch (ResolveEndpointFailedException | IllegalArgumentException | MessageQueueException e) {
            assertThat(good).as("seed, index and URI: %s", index + " " + uri).isFalse();
            assertThat(e.getMessage()).as(uri).isNotBlank();
        } catch (Exception e) {
            throw new AssertionError("no typed error: " + uri, e);
        }
    }

    private static void use(DefaultCamelContext context, String uri, boolean consume) throws Exception {
        Endpoint endpoint = context.getEndpoint(uri);
        try {
            Producer producer = endpoint.createProducer();
            ServiceHelper.startService(producer);
            ServiceHelper.stopAndShutdownServices(producer);
            if (consume) {
                Consumer consumer = endpoint.createConsumer(exchange -> {});
                try {
                    ServiceHelper.startService(consumer);
                } finally {
                    ServiceHelper.stopAndShutdownServices(consumer);
                }
            }
        } catch (RuntimeException e) {
            throw e.getCause() instanceof MessageQueueException cause ? cause : e;
        } finally {
            context.removeEndpoint(endpoint);
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Sends so many random bodies with random priorities through a producer and receives those that were accepted. */
    static String bodies(long seed, int count) throws Exception {
        try (FaultBench bench = new FaultBench();
                MessageQueue queue = bench.open();
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            RandomFault fault = new RandomFault(seed, bench);
            ConsumerTemplate consumer = context.createConsumerTemplate();
            Endpoint endpoint = context.getEndpoint(bench.uri(bench.queue, "sendTimeout=0"));
            Producer producer = endpoint.createProducer();
            ServiceHelper.startService(producer);
            Endpoint from = context.getEndpoint(bench.from());
            for (int i = 0; i < count; i++) {
                fault.body(producer, consumer, from, i);
            }
            assertThat(queue.depth()).as("messages left").isZero();
            ServiceHelper.stopAndShutdownServices(producer);
            consumer.stop();
            int percent = 100 * fault.accepted / count;
            assertThat(percent).as("accepted, percent (seed %d)", seed).isGreaterThanOrEqualTo(LEAST_PERCENT);
            return count + " messages, " + percent + " % accepted, which came byte for byte; seed " + seed;
        }
    }

    private void body(Producer producer, ConsumerTemplate consumer, Endpoint from, int index) throws Exception {
        Object body = randomBody();
        Object priority = randomPriority();
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getIn().setBody(body);
        if (priority != null) {
            exchange.getIn().setHeader(PosixMqConstants.PRIORITY, priority);
        }
        byte[] bytes = body instanceof String text ? text.getBytes(UTF_8) : (byte[]) body;
        boolean good = bytes.length <= NumberedMessage.MAX_SIZE && isPriority(priority);
        try {
            producer.process(exchange);
        } catch (MessageQueueException | CamelExchangeException e) {
            assertThat(good)
                    .as("message %d of %d bytes, priority %s: %s", index, bytes.length, priority, e)
                    .isFalse();
            return;
        }
        assertThat(good)
                .as("message %d of %d bytes, priority %s", index, bytes.length, priority)
                .isTrue();
        accepted++;
        Exchange received = consumer.receive(from, 10_000);
        assertThat(received.getIn().getBody(byte[].class)).isEqualTo(bytes);
        assertThat(received.getIn().getHeader(PosixMqConstants.PRIORITY))
                .isEqualTo(
                        priority == null
                                ? 0
                                : Integer.parseInt(priority.toString().trim()));
        consumer.doneUoW(received);
    }

    private Object randomBody() {
        int length = random.nextInt(NumberedMessage.MAX_SIZE + 16);
        byte[] bytes = new byte[length];
        switch (random.nextInt(4)) {
            case 0 -> Arrays.fill(bytes, (byte) 0xFF);
            case 1 -> {
                return random.ints(length / 3, 1, 0xD800)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
            default -> random.nextBytes(bytes);
        }
        return bytes;
    }

    private Object randomPriority() {
        return switch (random.nextInt(10)) {
            case 0 -> -random.nextInt(10) - 1;
            case 1 -> 32768 + random.nextInt(1000);
            case 2 -> "urgent";
            case 3 -> " " + random.nextInt(32768) + " ";
            case 4, 5 -> null;
            default -> random.nextInt(32768);
        };
    }

    private static boolean isPriority(Object priority) {
        if (priority == null) {
            return true;
        }
        String text = priority.toString().trim();
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= OptionRules.MAX_PRIORITY;
    }
}
