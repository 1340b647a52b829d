package io.github.posixmq.example.collector;

import java.util.List;

/**
 * What one request brings to the collector.
 *
 * @param events each as it was received
 * @param format how they are put together
 */
record Payload(List<byte[]> events, Format format) {
    byte[] json() {
        return format.join(events);
    }
}
