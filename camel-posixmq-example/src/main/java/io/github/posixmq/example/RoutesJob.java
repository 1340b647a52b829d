package io.github.posixmq.example;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The routes of a folder. What is wrong with them or their properties is said in a sentence.
 *
 * @param settings which folder, which properties
 */
record RoutesJob(RouteSettings settings) implements Job {
    private static final Pattern MISSING = Pattern.compile("Property with key \\[([^\\]]+)\\] not found");

    /** How a bean of the routes begins that does not take the value of a property. */
    private static final Pattern REFUSED = Pattern.compile("[a-z]+(\\.[a-z-]+)+ .*", Pattern.DOTALL);

    @Override
    public BridgeApplication start() throws Exception {
        try {
            return BridgeApplication.start(settings);
        } catch (Exception e) {
            throw new IOException(complaint(e).strip().replaceAll("\\s+", " "), e);
        }
    }

    private String complaint(Exception failure) {
        if (Reason.isCausedBy(JMSException.class, failure)) {
            return "The broker " + settings.brokerOrNull() + ", property bridge.broker, cannot be used: "
                    + Reason.of(failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            Matcher missing = MISSING.matcher(message);
            if (missing.find()) {
                return "The property " + missing.group(1) + " is not set, and a route needs it. Set it in "
                        + settings.config() + ".";
            }
            if (REFUSED.matcher(message).matches()) {
                return "In " + settings.config() + ": " + message;
            }
        }
        return "The routes " + settings.routes() + ", with the properties of " + settings.config() + ", do not start: "
                + Reason.of(failure);
    }

    @Override
    public String description() {
        return "Running the routes " + settings.routes() + "."
                + (settings.brokerOrNull() == null ? "" : " The broker is " + settings.brokerOrNull() + ".");
    }
}
