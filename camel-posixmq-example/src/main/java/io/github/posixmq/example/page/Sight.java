package io.github.posixmq.example.page;

import io.github.posixmq.QueueLimits;
import java.util.List;

/**
 * What the sampler has seen. Immutable.
 *
 * @param number of the last sample
 * @param limits of the system
 * @param whyNotListed why only the bridge's own queues are shown, a sentence; null if all are
 * @param queues by name
 */
record Sight(long number, QueueLimits limits, String whyNotListed, List<QueueSight> queues) {}
