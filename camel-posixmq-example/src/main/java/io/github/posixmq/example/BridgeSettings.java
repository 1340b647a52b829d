package io.github.posixmq.example;

import java.nio.file.Path;

/**
 * What one bridge is about.
 *
 * @param queue the POSIX queue to read, null to leave that to another process
 * @param target what kind of broker to write to
 * @param broker where that is: a URL, or for Kafka host:port
 * @param output file that takes what arrives at the broker, null to leave that to others
 */
record BridgeSettings(QueueSettings queue, Target target, String broker, Path output) {
    /** Where those messages are written once more that are marked as redelivered, so that they may be there twice. */
    static Path redelivered(Path output) {
        return output.resolveSibling(output.getFileName() + ".redelivered");
    }
}
