package io.github.posixmq.example.page;

import io.github.posixmq.QueueAttributes;
import io.github.posixmq.QueueStatus;
import io.github.posixmq.camel.QueueActivity;
import java.util.List;

/**
 * What is known of one queue. Immutable.
 *
 * @param name with its slash
 * @param problem why it cannot be looked at, a sentence; null if it can, and then the two that follow are not null
 * @param attributes or null
 * @param status or null
 * @param activity what the bridge does with it, or null if nothing
 * @param in least messages a second put in, over the last seconds
 * @param out least messages a second taken out
 * @param history samples that were asked for
 */
record QueueSight(
        String name,
        String problem,
        QueueAttributes attributes,
        QueueStatus status,
        QueueActivity activity,
        double in,
        double out,
        List<Point> history) {
    /**
     * One look.
     *
     * @param number of the sample
     * @param depth messages waiting, or -1 if it could not be looked at
     * @param in least messages a second put in since the look before
     * @param out least messages a second taken out
     */
    record Point(long number, int depth, double in, double out) {}
}
