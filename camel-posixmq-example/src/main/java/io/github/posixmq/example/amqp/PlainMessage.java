package io.github.posixmq.example.amqp;

import io.github.posixmq.camel.PosixMqConstants;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes of a JMS message its bytes and its priority, and leaves nothing else of it; an object is never deserialised. Any
 * thread.
 */
public final class PlainMessage implements Processor {
    /** Exchange property: the message as the broker sent it. */
    static final String RECEIVED = "amqp.received";

    private static final int HIGHEST_JMS_PRIORITY = 9;

    @Override
    public void process(Exchange exchange) throws JMSException, UnsupportedMessageException {
        Message received = exchange.getMessage().getBody(Message.class);
        exchange.setProperty(RECEIVED, received);
        byte[] body = body(received);
        int priority = Math.max(0, Math.min(received.getJMSPriority(), HIGHEST_JMS_PRIORITY));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(PosixMqConstants.PRIORITY, priority);
        exchange.getMessage().setBody(body);
    }

    private static byte[] body(Message received) throws JMSException, UnsupportedMessageException {
        if (received instanceof TextMessage text) {
            return text.getText() == null ? new byte[0] : text.getText().getBytes(StandardCharsets.UTF_8);
        }
        if (received instanceof BytesMessage bytes) {
            byte[] body = bytes.getBody(byte[].class);
            return body == null ? new byte[0] : body;
        }
        throw new UnsupportedMessageException("The message " + received.getJMSMessageID() + " is a "
                + received.getClass().getSimpleName() + ", and has neither bytes nor text.");
    }
}
