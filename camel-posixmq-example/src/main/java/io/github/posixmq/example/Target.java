package io.github.posixmq.example;

/** Where a bridge takes messages to, with the route files that do it, each named like its route. */
enum Target {
    /** A broker that speaks AMQP 1.0. */
    AMQP("AMQP 1.0", "bridge.broker", "queue-to-amqp", "amqp-to-file", "connection"),

    /** A Kafka cluster. */
    KAFKA("Kafka", "kafka.brokers", "queue-to-kafka", "kafka-to-file", null);

    private final String title;
    private final String brokerProperty;
    private final String fromQueue;
    private final String toFile;
    private final String sharedOrNull;

    Target(String title, String brokerProperty, String fromQueue, String toFile, String sharedOrNull) {
        this.title = title;
        this.brokerProperty = brokerProperty;
        this.fromQueue = fromQueue;
        this.toFile = toFile;
        this.sharedOrNull = sharedOrNull;
    }

    /** For a person. */
    String title() {
        return title;
    }

    /** The property that says where the broker is. */
    String brokerProperty() {
        return brokerProperty;
    }

    /** Id of the route from the POSIX queue to the broker. */
    String fromQueue() {
        return fromQueue;
    }

    /** Id of the route from the broker to the output file. */
    String toFile() {
        return toFile;
    }

    /** The file that both routes need, or null. */
    String sharedOrNull() {
        return sharedOrNull;
    }
}
