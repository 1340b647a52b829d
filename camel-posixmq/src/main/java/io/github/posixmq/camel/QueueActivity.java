package io.github.posixmq.camel;

/**
 * What the endpoints of one context have done with one queue, since the component was made; numbers of other contexts and
 * processes are not in it. Immutable.
 *
 * @param queue name of the queue with its slash
 * @param received messages that were given to a route for the first time, each counted once
 * @param sent messages put into the queue
 * @param redelivered messages that were given to a route again, each as often as it was, also when it was given to a process
 *     before that is gone
 * @param discarded messages that a producer dropped since the queue was full ({@code discardWhenFull})
 * @param held messages, or batches of them, that consumers hold now: given to a route that is not done with them, or
 *     waiting to be given to it again
 */
public record QueueActivity(String queue, long received, long sent, long redelivered, long discarded, int held) {}
