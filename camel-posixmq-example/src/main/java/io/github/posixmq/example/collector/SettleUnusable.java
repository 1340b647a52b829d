package io.github.posixmq.example.collector;

import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what was no event to the dead letters, after the events of its batch are settled. Any thread. */
public final class SettleUnusable implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(SettleUnusable.class);

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
    @SuppressWarnings("unchecked") // PackEvents has put it there.
    public void process(Exchange exchange) throws IOException {
        List<DeadLetter> unusable = exchange.getProperty(PackEvents.UNUSABLE, List.class);
        if (!unusable.isEmpty()) {
            deadLetters.append(unusable);
            LOG.warn(
                    "{} messages are no events and went to the dead letters. The first: {}",
                    unusable.size(),
                    unusable.get(0).reason());
        }
    }
}
