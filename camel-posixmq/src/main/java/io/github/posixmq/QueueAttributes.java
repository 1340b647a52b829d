package io.github.posixmq;

/**
 * Geometry and depth of a queue at one moment; see mq_getattr(3).
 *
 * @param maxMessages the capacity: how many messages fit (mq_maxmsg)
 * @param maxMessageSize the largest body in bytes (mq_msgsize)
 * @param depth messages that were waiting (mq_curmsgs); other processes may have changed it since
 */
public record QueueAttributes(int maxMessages, int maxMessageSize, int depth) {}
