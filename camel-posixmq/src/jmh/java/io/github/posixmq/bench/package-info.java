/**
 * The benchmark: JMH for what happens in one process, a harness for what crosses processes, and a report of both. Nothing of
 * it is in the jar. {@link io.github.posixmq.bench.Benchmark} starts it; {@link io.github.posixmq.bench.Roles} is what its
 * child processes run.
 */
package io.github.posixmq.bench;
