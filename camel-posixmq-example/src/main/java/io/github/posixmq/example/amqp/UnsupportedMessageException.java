package io.github.posixmq.example.amqp;

/** A message of the broker that has neither bytes nor text. */
public final class UnsupportedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    UnsupportedMessageException(String message) {
        super(message);
    }
}
