package io.github.posixmq.bench;

import java.util.Map;

/** One of those that are measured in turn. Used by one thread. */
interface Contender extends AutoCloseable {
    String name();

    /** Starts its processes, ready to be measured. */
    void start() throws Exception;

    /** Takes its figures once, for about that long. */
    Map<String, Double> round(double seconds) throws Exception;

    @Override
    void close();
}
