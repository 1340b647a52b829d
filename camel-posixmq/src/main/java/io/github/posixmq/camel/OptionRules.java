package io.github.posixmq.camel;

/** The rules that values of options keep to, each with a sentence that says how to keep to it. */
final class OptionRules {
    /** Highest priority that Linux knows, MQ_PRIO_MAX - 1. */
    static final int MAX_PRIORITY = 32767;

    private OptionRules() {}

    /** Checks all options but those that only a producer needs. */
    static void check(PosixMqConfiguration options) {
        atLeastOne("maxMessages", options.getMaxMessages(), ", or leave it out for the system's default");
        atLeastOne("maxMessageSize", options.getMaxMessageSize(), ", or leave it out for the system's default");
        permissions(options.getPermissions());
        atLeastOne("concurrentConsumers", options.getConcurrentConsumers(), "");
        if (options.getGeometryMismatch() == null) {
            throw new IllegalArgumentException("geometryMismatch is empty. Give accept, warn or fail.");
        }
        if (options.getRecoveryInterval() < 1) {
            throw new IllegalArgumentException("recoveryInterval " + options.getRecoveryInterval()
                    + " is less than 1 ms. Give a pause such as 1s or 1000.");
        }
        if (options.getSendTimeout() < PosixMqConfiguration.ENDLESS) {
            throw new IllegalArgumentException("sendTimeout " + options.getSendTimeout()
                    + " is negative. Give 0 to fail at once, a wait such as 5s or 5000, or -1 to wait for ever.");
        }
        journal(options);
        Integer priority = options.getPriority();
        if (priority != null && (priority < 0 || priority > MAX_PRIORITY)) {
            throw new IllegalArgumentException("priority " + priority + " is outside 0 to " + MAX_PRIORITY
                    + ". Give a priority within, or leave it out to let the header decide.");
        }
    }

    private static void journal(PosixMqConfiguration options) {
        if (options.getDeliveryGuarantee() == null) {
            throw new IllegalArgumentException("deliveryGuarantee is empty. Give atLeastOnce or atMostOnce.");
        }
        if (options.getOnFailure() == null) {
            throw new IllegalArgumentException("onFailure is empty. Give redeliver or release.");
        }
        within("maxHeld", options.getMaxHeld(), 1, 65536);
        within("redeliveryDelay", options.getRedeliveryDelay(), 0, 60_000);
        within("maxRedeliveries", options.getMaxRedeliveries(), -1, Integer.MAX_VALUE);
        atLeastOne("batchSize", options.getBatchSize(), "");
        atLeastOne("batchBytes", options.getBatchBytes(), "");
        within("batchTimeout", options.getBatchTimeout(), 0, Long.MAX_VALUE);
    }

    private static void within(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    option + " " + value + " is outside " + least + " to " + most + ". Give a value within.");
        }
    }

    /** Checks what only a producer needs, as an endpoint that only consumes may have its options from the component. */
    static void checkProducer(PosixMqConfiguration options) {
        if (options.isDiscardWhenFull() && options.getSendTimeout() == PosixMqConfiguration.ENDLESS) {
            throw new IllegalArgumentException(
                    "discardWhenFull=true without sendTimeout would never discard, as the wait"
                            + " for room never ends. Add sendTimeout=0 to discard at once, or a longest wait such as"
                            + " sendTimeout=500.");
        }
    }

    /**
     * Reads permissions.
     *
     * @param text octal digits
     * @return 0 to 0777
     */
    static int permissions(String text) {
        if (text == null || !text.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException(
                    "permissions '" + text + "' are not three octal digits. Give them as for chmod, for example 0660.");
        }
        return Integer.parseInt(text, 8);
    }

    private static void atLeastOne(String option, Integer value, String otherwise) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(
                    option + " " + value + " is less than 1. Give at least 1" + otherwise + ".");
        }
    }
}
