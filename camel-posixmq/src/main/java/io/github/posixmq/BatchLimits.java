package io.github.posixmq;

import java.time.Duration;
import java.util.Objects;

/**
 * When a batch is complete: as soon as one of the three is reached.
 *
 * @param messages most messages, at least 1
 * @param bytes as many bytes of bodies together, at least 1; the last message may go beyond
 * @param maxWait longest time the first message waits for company; zero takes what is there
 */
public record BatchLimits(int messages, int bytes, Duration maxWait) {
    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public BatchLimits {
        if (messages < 1) {
            throw new IllegalArgumentException(
                    "batchSize " + messages + " is less than 1. Give the most messages of a batch, say batchSize=100.");
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("batchBytes " + bytes
                    + " is less than 1. Give the bytes at which a batch is complete, say batchBytes=1048576.");
        }
        if (Objects.requireNonNull(maxWait, "maxWait").isNegative()) {
            throw new IllegalArgumentException(
                    "batchTimeout " + maxWait + " is negative. Give a time such as batchTimeout=1s, or 0.");
        }
    }
}
