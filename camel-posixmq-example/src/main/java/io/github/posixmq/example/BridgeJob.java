package io.github.posixmq.example;

import jakarta.jms.JMSException;
import java.io.IOException;

/**
 * The shipped route from one queue to a broker, and on to a file if one is named.
 *
 * @param settings which queue, which broker
 */
record BridgeJob(BridgeSettings settings) implements Job {
    @Override
    public BridgeApplication start() throws Exception {
        try {
            return BridgeApplication.start(settings);
        } catch (Exception e) {
            if (Reason.isCausedBy(JMSException.class, e)) {
                throw new IOException("The broker " + settings.broker() + " cannot be used: " + Reason.of(e), e);
            }
            throw e;
        }
    }

    @Override
    public String description() {
        return "Bridging " + settings.queue().name() + " to " + settings.broker() + ", address "
                + BridgeApplication.ADDRESS + (settings.output() == null ? "" : ", and on to " + settings.output())
                + ".";
    }
}
