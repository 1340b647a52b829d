package io.github.posixmq.example.collector;

/** A message that nobody takes. Immutable, as long as nobody changes the bytes. */
final class DeadLetter {
    private final byte[] body;
    private final String reason;

    /**
     * Keeps both.
     *
     * @param body as it was received
     * @param reason why nobody takes it, as a sentence
     */
    DeadLetter(byte[] body, String reason) {
        this.body = body;
        this.reason = reason;
    }

    byte[] body() {
        return body;
    }

    String reason() {
        return reason;
    }
}
