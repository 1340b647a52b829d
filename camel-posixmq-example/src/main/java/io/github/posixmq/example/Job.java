package io.github.posixmq.example;

/** What a {@link Service} does. */
interface Job {
    /** Starts it; returns when it runs. */
    BridgeApplication start() throws Exception;

    /** A line that tells what it does. */
    String description();
}
