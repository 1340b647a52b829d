package io.github.posixmq.example;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.jms.JmsConnectionFactory;

/** What the bridge has brought to a broker, as a client with nothing but JMS sees it. */
final class Arrivals {
    private static final long LONGEST_MILLIS = 30_000;

    private Arrivals() {}

    /** Takes so many messages: each body, with {@code , redelivered} behind it if it is marked. */
    static List<String> at(String brokerUrl, int count) throws JMSException {
        List<String> arrived = new ArrayList<>();
        try (JMSContext context = new JmsConnectionFactory(brokerUrl).createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(BridgeApplication.ADDRESS))) {
            while (arrived.size() < count) {
                Message message = consumer.receive(LONGEST_MILLIS);
                if (message == null) {
                    throw new AssertionError("No more has arrived than " + arrived);
                }
                String body = new String(message.getBody(byte[].class), StandardCharsets.UTF_8);
                arrived.add(message.getBooleanProperty(RedeliveryMark.HEADER) ? body + ", redelivered" : body);
            }
        }
        return arrived;
    }
}
