package io.github.posixmq.camel;

import org.apache.camel.spi.Metadata;

/** The headers that the component sets and reads. */
public final class PosixMqConstants {
    /**
     * Priority of the message, an Integer from 0 to 32767. The consumer sets it; the producer reads it unless its
     * endpoint names a priority. So a message that a route passes on keeps its priority if the route leaves the header
     * alone.
     */
    @Metadata(
            label = "common",
            javaType = "Integer",
            description =
                    "Priority of the message, 0 to 32767; the highest is received first. Set by the consumer. Read"
                            + " by the producer unless its endpoint has the option priority, so that a message that a route"
                            + " passes on keeps its priority.",
            important = true)
    public static final String PRIORITY = "CamelPosixMqPriority";

    /** Name of the queue that the message came from, with its slash. The producer does not read it. */
    @Metadata(
            label = "consumer",
            javaType = "String",
            description = "Name of the queue that the message came from, with its slash. Set by the consumer; the"
                    + " producer does not read it.")
    public static final String QUEUE_NAME = "CamelPosixMqQueueName";

    /** Whether the message may have been worked on before. The producer does not read it. */
    @Metadata(
            label = "consumer",
            javaType = "Boolean",
            description = "Whether the message, or one of the batch, may have been worked on before: its process died,"
                    + " its exchange failed, or was stopped. Set by the consumer with deliveryGuarantee=atLeastOnce.")
    public static final String REDELIVERED = "CamelPosixMqRedelivered";

    /** How often the message was delivered before. The producer does not read it. */
    @Metadata(
            label = "consumer",
            javaType = "Integer",
            description = "How often the message was delivered before, 0 the first time; of a batch, the most of its"
                    + " messages. Set by the consumer with deliveryGuarantee=atLeastOnce.")
    public static final String REDELIVERY_COUNT = "CamelPosixMqRedeliveryCount";

    /** Whether the end of the body had to be found. The producer does not read it. */
    @Metadata(
            label = "consumer",
            javaType = "Boolean",
            description = "True if the process was killed so early that the length of the body, or of one of the batch,"
                    + " was not recorded and its end had to be found: bytes 0xFF at the end would be missing, which"
                    + " text never has. Set by the consumer with deliveryGuarantee=atLeastOnce.")
    public static final String RECOVERED = "CamelPosixMqRecovered";

    /** How many messages a batch has. The producer does not read it. */
    @Metadata(
            label = "consumer",
            javaType = "Integer",
            description = "How many messages the batch has. Set by the consumer with batching=true.")
    public static final String BATCH_SIZE = "CamelPosixMqBatchSize";

    /** The priorities of a batch. The producer does not read it. */
    @Metadata(
            label = "consumer",
            javaType = "java.util.List<Integer>",
            description = "The priorities of the messages of the batch, in their order. Set by the consumer with"
                    + " batching=true.")
    public static final String PRIORITIES = "CamelPosixMqPriorities";

    private PosixMqConstants() {}
}
