/**
 * The command line {@code posixmq}: one class a command, picocli and the queue wrapper, and nothing of Camel, so that it starts
 * in a fraction of a second. Commands write messages to the descriptor of standard output itself and not through
 * {@link System#out}, which hides errors: a message is done with only when it has been written.
 *
 * <p>Thread rule: a command runs on one thread; {@link io.github.posixmq.example.tool.Ending} alone is used by a second one,
 * that of the shutdown.
 */
package io.github.posixmq.example.tool;
