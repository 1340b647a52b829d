package io.github.posixmq.example.amqp;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Sends a received message, as it is and unread, to another address of the broker; done when the broker has confirmed
 * it. Set up once, then used by any thread.
 */
public final class SetAside implements Processor {
    private ConnectionFactory connectionFactory;
    private String address;

    /**
     * Says which broker.
     *
     * @param connectionFactory its connections
     */
    public void setConnectionFactory(ConnectionFactory connectionFactory) {
        this.connectionFactory = connectionFactory;
    }

    /**
     * Says which address.
     *
     * @param address the name of a queue
     */
    public void setAddress(String address) {
        this.address = address;
    }

    @Override
    public void process(Exchange exchange) throws JMSException {
        Message received = exchange.getProperty(PlainMessage.RECEIVED, Message.class);
        try (JMSContext context = connectionFactory.createContext()) {
            context.createProducer()
                    .setPriority(received.getJMSPriority())
                    .send(context.createQueue(address), received);
        }
    }
}
