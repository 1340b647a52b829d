package io.github.posixmq.example;

import io.github.posixmq.MessageQueueException;

/** Finds the sentence to show to a person in the exceptions that Camel wraps around each other. */
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && isWrapper(cause)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getName() : message;
    }

    static boolean isCausedBy(Class<? extends Throwable> type, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWrapper(Throwable failure) {
        return !(failure instanceof MessageQueueException)
                && (failure.getMessage() == null
                        || failure.getClass().getName().startsWith("org.apache.camel.")
                        || failure.getMessage()
                                .contains(failure.getCause().getClass().getName()));
    }
}
