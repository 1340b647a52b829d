package io.github.posixmq.example;

import java.io.IOException;

/** The broker of a demonstration. */
interface DemoBroker extends AutoCloseable {
    Target target();

    /** Where the bridge finds it. */
    String address();

    /** How many messages it has taken so far. */
    long taken() throws Exception;

    /**
     * Whether all that it has taken is through.
     *
     * @param written how many messages have reached the output file
     */
    boolean isDrained(long written) throws Exception;

    @Override
    void close() throws IOException;
}
