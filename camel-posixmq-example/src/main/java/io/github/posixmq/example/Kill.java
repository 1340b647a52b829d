package io.github.posixmq.example;

/**
 * How the bridge of a demonstration was killed.
 *
 * @param held how many messages it held, which is how many may come out twice
 */
record Kill(long held) {}
