package io.github.posixmq.camel;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.QueueAttributes;
import io.github.posixmq.QueueName;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Send and receive messages through POSIX message queues of the Linux kernel.
 */
@ManagedResource(description = "Managed POSIX message queue endpoint")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "posixmq",
        title = "POSIX Message Queue",
        syntax = "posixmq:name",
        category = {Category.MESSAGING},
        headersClass = PosixMqConstants.class)
public class PosixMqEndpoint extends DefaultEndpoint implements MultipleConsumersSupport, EndpointServiceLocation {
    private final QueueName queueName;
    private final QueueOpener opener;
    private final QueueCounters counters;

    @UriPath(
            description =
                    "Name of the queue, with or without its leading slash: 1 to 255 bytes of UTF-8 after it and no"
                            + " further slash")
    @Metadata(required = true)
    private final String name;

    @UriParam
    private final PosixMqConfiguration configuration;

    PosixMqEndpoint(String uri, PosixMqComponent component, QueueName name, PosixMqConfiguration configuration) {
        super(uri, component);
        this.queueName = name;
        this.name = name.toString();
        this.configuration = configuration;
        this.counters = component.counters(name);
        this.opener = new QueueOpener(name, configuration);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        OptionRules.check(configuration);
    }

    @Override
    public Producer createProducer() {
        OptionRules.checkProducer(configuration);
        return new PosixMqProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        PosixMqConsumer consumer = new PosixMqConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** A consumer that takes a message from the queue when it is asked for one, and nothing ahead of that. */
    @Override
    public PollingConsumer createPollingConsumer() {
        return new PosixMqPollingConsumer(this);
    }

    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public String getServiceUrl() {
        return name;
    }

    @Override
    public String getServiceProtocol() {
        return "posixmq";
    }

    /**
     * The queue of this endpoint.
     *
     * @return its name with the slash
     */
    @ManagedAttribute(description = "Name of the queue")
    public String getName() {
        return name;
    }

    /**
     * The options of this endpoint.
     *
     * @return never null
     */
    public PosixMqConfiguration getConfiguration() {
        return configuration;
    }

    /**
     * Messages waiting in the queue now.
     *
     * @return 0 to {@link #getMaxMessages()}
     * @throws MessageQueueException if the queue does not exist or may not be read
     */
    @ManagedAttribute(description = "Messages waiting in the queue")
    public int getDepth() throws MessageQueueException {
        return attributes().depth();
    }

    /**
     * Capacity that the queue really has.
     *
     * @return at least 1
     * @throws MessageQueueException if the queue does not exist or may not be read
     */
    @ManagedAttribute(description = "Capacity of the queue in messages")
    public int getMaxMessages() throws MessageQueueException {
        return attributes().maxMessages();
    }

    /**
     * Message size that the queue really has.
     *
     * @return at least 1
     * @throws MessageQueueException if the queue does not exist or may not be read
     */
    @ManagedAttribute(description = "Largest body of the queue in bytes")
    public int getMaxMessageSize() throws MessageQueueException {
        return attributes().maxMessageSize();
    }

    /**
     * Messages that this context has received from the queue.
     *
     * @return as {@link QueueActivity#received}
     */
    @ManagedAttribute(description = "Messages received from the queue by this context, each counted once")
    public long getReceived() {
        return activity().received();
    }

    /**
     * Messages that this context has sent to the queue.
     *
     * @return as {@link QueueActivity#sent}
     */
    @ManagedAttribute(description = "Messages sent to the queue by this context")
    public long getSent() {
        return activity().sent();
    }

    /**
     * Messages that this context has given to a route again.
     *
     * @return as {@link QueueActivity#redelivered}
     */
    @ManagedAttribute(description = "Messages of the queue given to a route again by this context")
    public long getRedelivered() {
        return activity().redelivered();
    }

    /**
     * Messages that this context has dropped as the queue was full.
     *
     * @return as {@link QueueActivity#discarded}
     */
    @ManagedAttribute(description = "Messages dropped by this context as the queue was full")
    public long getDiscarded() {
        return activity().discarded();
    }

    /**
     * Messages or batches that this context holds now.
     *
     * @return as {@link QueueActivity#held}
     */
    @ManagedAttribute(description = "Messages or batches of the queue that this context holds now")
    public int getHeld() {
        return activity().held();
    }

    private QueueActivity activity() {
        return counters.now(name);
    }

    QueueCounters counters() {
        return counters;
    }

    QueueName queueName() {
        return queueName;
    }

    QueueOpener opener() {
        return opener;
    }

    private QueueAttributes attributes() throws MessageQueueException {
        try (MessageQueue queue = MessageQueue.open(queueName, OpenOptions.readOnly())) {
            return queue.attributes();
        }
    }
}
