package io.github.posixmq.example.collector;

import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops the events that the collector calls invalid, and writes what it refuses otherwise to the dead letters. Any thread. */
public final class SettleRefusal implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(SettleRefusal.class);
    private static final int INVALID = 422;
    private static final int LONGEST_ANSWER = 500;

    private DeadLetters deadLetters;

    /**
     * Says where.
     *
     * @param deadLetters not null
     */
    public void setDeadLetters(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        HttpOperationFailedException refusal =
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, HttpOperationFailedException.class);
        List<byte[]> events =
                exchange.getProperty(PrepareRequest.PAYLOAD, Payload.class).events();
        String reason = "The collector answered " + refusal.getStatusCode() + ": " + answer(refusal);
        if (refusal.getStatusCode() == INVALID) {
            LOG.warn("{} events are dropped. {}", events.size(), reason);
        } else {
            deadLetters.append(
                    events.stream().map(event -> new DeadLetter(event, reason)).toList());
            LOG.warn("{} events went to the dead letters. {}", events.size(), reason);
        }
    }

    private static String answer(HttpOperationFailedException refusal) {
        String answer = refusal.getResponseBody() == null
                ? ""
                : refusal.getResponseBody().strip();
        return answer.substring(0, Math.min(answer.length(), LONGEST_ANSWER)).replaceAll("\\p{Cntrl}", " ");
    }
}
