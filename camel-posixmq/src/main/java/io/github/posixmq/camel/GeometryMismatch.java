package io.github.posixmq.camel;

/** What to do when a queue exists with another geometry than the endpoint asks for. */
public enum GeometryMismatch {
    /** Use the queue as it is. */
    ACCEPT,
    /** Use the queue as it is and log a warning that names both geometries. */
    WARN,
    /** Fail to start, with {@link io.github.posixmq.QueueGeometryException}. */
    FAIL
}
