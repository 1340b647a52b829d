package io.github.posixmq.bench;

import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * A Camel application without JMX: a route that counts, a template that sends, or both. Commands come from one thread.
 * {@code camel run FROM|- TO|- SIZE default|pooled BROKER|-}, or {@code camel echo FROM TO ...}.
 */
final class CamelRole implements Roles.Role {
    private final Arrivals arrivals = new Arrivals();
    private final Semaphore replies = new Semaphore(0);
    private final ProducerTemplate template;
    private final Endpoint to;
    private final Object body;

    CamelRole(String[] args) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(5);
        if (args[5].equals("pooled")) {
            context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        }
        if (!args[6].equals("-")) {
            context.addComponent("jms", jms(args[6]));
        }
        if (!args[2].equals("-")) {
            context.addRoutes(route(args[1], args[2], args[3]));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(context::stop));
        context.start();
        template = context.createProducerTemplate();
        to = args[3].equals("-") ? null : context.getEndpoint(args[3]);
        byte[] bytes = new byte[Integer.parseInt(args[4])];
        java.util.Arrays.fill(bytes, (byte) 'x');
        body = args[3].startsWith("netty:") ? "x".repeat(bytes.length) : bytes;
    }

    private static JmsComponent jms(String broker) {
        return JmsComponent.jmsComponent(new CachingConnectionFactory(new JmsConnectionFactory(broker)));
    }

    private RouteBuilder route(String kind, String from, String echoTo) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                switch (kind) {
                    case "echo" -> from(from).to(echoTo);
                    case "client" -> from(from).process(exchange -> replies.release());
                    default -> from(from).process(CamelRole.this::count);
                }
            }
        };
    }

    private void count(Exchange exchange) {
        arrivals.arrived(exchange.getMessage().getBody() instanceof Collection<?> batch ? batch.size() : 1);
    }

    @Override
    public String answer(String[] command) throws Exception {
        return switch (command[0]) {
            case "expect" -> {
                arrivals.expect(Long.parseLong(command[1]));
                yield "";
            }
            case "send" -> String.valueOf(send(Long.parseLong(command[1])));
            case "rtt" -> roundTrips(Long.parseLong(command[1]));
            default -> String.valueOf(arrivals.await());
        };
    }

    private long send(long messages) {
        long start = System.nanoTime();
        for (long i = 0; i < messages; i++) {
            template.sendBody(to, body);
        }
        return start;
    }

    private String roundTrips(long count) throws Exception {
        Histogram times = new Histogram(3);
        for (long i = 0; i < count; i++) {
            long start = System.nanoTime();
            template.sendBody(to, body);
            if (!replies.tryAcquire(30, TimeUnit.SECONDS)) {
                throw new TimeoutException("no reply in 30 s to message " + i);
            }
            times.recordValue(System.nanoTime() - start);
        }
        return times.getValueAtPercentile(50) + " " + times.getValueAtPercentile(99) + " "
                + times.getValueAtPercentile(99.9);
    }
}
