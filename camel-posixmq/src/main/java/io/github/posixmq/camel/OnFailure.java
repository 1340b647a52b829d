package io.github.posixmq.camel;

/** What becomes of a message whose exchange ended in a failure that no error handler has dealt with. */
public enum OnFailure {
    /** It is held and goes to the route again later. */
    REDELIVER,
    /** It is gone, as from a plain queue. */
    RELEASE
}
