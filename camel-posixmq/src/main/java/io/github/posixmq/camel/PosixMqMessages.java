package io.github.posixmq.camel;

import io.github.posixmq.Delivery;
import io.github.posixmq.QueueName;
import io.github.posixmq.ReceivedMessage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;

/** Converts between messages of a queue and exchanges of Camel. */
final class PosixMqMessages {
    private PosixMqMessages() {}

    /** Fills an exchange with what was received. */
    static void toExchange(Delivery received, QueueName queue, PosixMqConfiguration options, Exchange exchange) {
        Message message = exchange.getIn();
        message.setHeader(PosixMqConstants.QUEUE_NAME, queue.toString());
        if (options.getDeliveryGuarantee() == DeliveryGuarantee.AT_LEAST_ONCE) {
            message.setHeader(PosixMqConstants.REDELIVERED, received.isRedelivered());
            message.setHeader(PosixMqConstants.REDELIVERY_COUNT, received.redeliveryCount());
            message.setHeader(PosixMqConstants.RECOVERED, received.isRecovered());
        }
        if (options.isBatching()) {
            List<ReceivedMessage> all = received.messages();
            message.setBody(all.stream().map(ReceivedMessage::body).collect(Collectors.toCollection(ArrayList::new)));
            message.setHeader(PosixMqConstants.BATCH_SIZE, all.size());
            message.setHeader(
                    PosixMqConstants.PRIORITIES,
                    all.stream().map(ReceivedMessage::priority).toList());
        } else {
            message.setBody(received.message().body());
            message.setHeader(PosixMqConstants.PRIORITY, received.message().priority());
        }
    }

    /** The body as bytes, by Camel's type converters; a String in the charset of the exchange. */
    static byte[] body(Exchange exchange) throws InvalidPayloadException {
        return exchange.getIn().getMandatoryBody(byte[].class);
    }

    /**
     * The priority to send with.
     *
     * @param ofEndpoint what the endpoint names, or null
     */
    static int priority(Exchange exchange, Integer ofEndpoint) throws CamelExchangeException {
        if (ofEndpoint != null) {
            return ofEndpoint;
        }
        Object header = exchange.getIn().getHeader(PosixMqConstants.PRIORITY);
        return header == null ? 0 : toPriority(exchange, header);
    }

    private static int toPriority(Exchange exchange, Object header) throws CamelExchangeException {
        if (header instanceof Integer priority) {
            return priority;
        }
        // Text comes in many types, as bytes from Kafka for one.
        String text = exchange.getContext().getTypeConverter().tryConvertTo(String.class, exchange, header);
        try {
            return new BigDecimal(String.valueOf(text).trim()).intValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new CamelExchangeException(
                    "Header " + PosixMqConstants.PRIORITY + " is '" + text
                            + "', which is no priority, so the message was"
                            + " not sent. Set the header to a whole number from 0 to " + OptionRules.MAX_PRIORITY
                            + ", remove it, or set the option priority, which wins over it",
                    exchange,
                    e);
        }
    }
}
