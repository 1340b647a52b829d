package io.github.posixmq.example.http;

/** A request that cannot be fulfilled as it is; the message is for the one who sent it. */
public final class RefusedRequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    RefusedRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The status of the answer. */
    public int getStatus() {
        return status;
    }
}
