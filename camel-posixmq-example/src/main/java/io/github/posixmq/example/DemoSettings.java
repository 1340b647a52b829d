package io.github.posixmq.example;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What one demonstration is about.
 *
 * @param queue the queue, which must not exist
 * @param target what kind of broker it brings along
 * @param eventsOrNull what to play, null for the shipped events
 * @param output takes what arrives; must not exist
 * @param timeout the run fails if it takes longer
 * @param kill whether the bridge has a process of its own, which is killed in the middle
 */
record DemoSettings(
        QueueSettings queue, Target target, Path eventsOrNull, Path output, Duration timeout, boolean kill) {}
