package io.github.posixmq.example;

import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueName;

/**
 * The POSIX queue of a bridge.
 *
 * @param name its name
 * @param maxMessages its capacity if it is created
 * @param maxMessageSize its message size in bytes if it is created
 */
record QueueSettings(QueueName name, int maxMessages, int maxMessageSize) {
    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if no queue can be like that; the message says what to give
     */
    static QueueSettings of(String name, int maxMessages, int maxMessageSize) {
        QueueSettings settings = new QueueSettings(QueueName.of(name), maxMessages, maxMessageSize);
        settings.withGeometry(OpenOptions.readOnly());
        return settings;
    }

    /** Adds the geometry to the options. */
    OpenOptions withGeometry(OpenOptions options) {
        return options.maxMessages(maxMessages).maxMessageSize(maxMessageSize);
    }
}
