package io.github.posixmq.camel;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * The options of the component and of its endpoints. Set on the component they are the defaults of all its endpoints.
 * Each option is described where it is declared; the tables of the user guide are made from there.
 *
 * <p>Not thread-safe; an endpoint takes a copy and changes it no more once it has started.
 */
@UriParams
@Configurer(extended = true)
public class PosixMqConfiguration implements Cloneable {
    /** Value of {@link #getSendTimeout()} that waits for ever. */
    public static final long ENDLESS = -1;

    /** Value of {@link #getMaxRedeliveries()} with which a message is never put into quarantine for its failures. */
    public static final int ENDLESS_REDELIVERIES = -1;

    @UriParam(
            label = "common",
            description = "Capacity in messages of the queue if it is created; at least 1, and at most"
                    + " fs.mqueue.msg_max (10 on a stock system) unless privileged. Without it the system's default"
                    + " fs.mqueue.msg_default. A queue that exists keeps its capacity.")
    private Integer maxMessages;

    @UriParam(
            label = "common",
            description = "Largest body in bytes of the queue if it is created; at least 1, and at most"
                    + " fs.mqueue.msgsize_max (8192 on a stock system) unless privileged. Without it the system's"
                    + " default fs.mqueue.msgsize_default. A queue that exists keeps its message size.")
    private Integer maxMessageSize;

    @UriParam(
            label = "common",
            defaultValue = "true",
            description = "Creates the queue if there is none of that name. With false the queue must exist, or the"
                    + " start of the route fails, so that a supervising route controller can try again.")
    private boolean create = true;

    @UriParam(
            label = "common",
            defaultValue = "0600",
            description = "Permissions of the queue if it is created: three octal digits, with or without a leading"
                    + " zero, as for chmod, applied exactly and whatever the umask. 0660 lets the group in.")
    private String permissions = "0600";

    @UriParam(
            label = "common",
            enums = "accept,warn,fail",
            defaultValue = "warn",
            description = "What to do when the queue exists with another capacity or message size than maxMessages and"
                    + " maxMessageSize ask for: accept uses it as it is, warn does so and logs a warning, fail refuses"
                    + " to start. What was not asked for is not compared.")
    private GeometryMismatch geometryMismatch = GeometryMismatch.WARN;

    @UriParam(
            label = "common",
            description = "Removes the queue when its last user in this JVM stops (consumer, producer or polling"
                    + " consumer of any endpoint and any Camel context), if at least one of them had this option and"
                    + " the name still means the queue they used. Messages left in it go with it; how many is logged.")
    private boolean unlinkOnStop;

    @UriParam(
            label = "consumer",
            defaultValue = "1",
            description = "Number of threads of its own with which a consumer receives and routes messages, at least 1."
                    + " With more than one the order of messages is not kept.")
    private int concurrentConsumers = 1;

    @UriParam(
            label = "consumer,advanced",
            javaType = "java.time.Duration",
            defaultValue = "1000",
            description = "Pause in milliseconds, or as a duration such as 5s, before a consumer tries again after an"
                    + " error on the queue (not of a route); at least 1 ms. The error is reported once, and so is the"
                    + " recovery.")
    private long recoveryInterval = 1000;

    @UriParam(
            label = "consumer",
            enums = "atLeastOnce,atMostOnce",
            defaultValue = "atLeastOnce",
            description = "What holds when the process that has a message in hand dies. With atLeastOnce the message is"
                    + " held in a journal until its exchange is completed, and the next consumer of the queue delivers"
                    + " it again, marked as redelivered. With atMostOnce there is no journal and such a message is"
                    + " lost, as with a plain queue.")
    private DeliveryGuarantee deliveryGuarantee = DeliveryGuarantee.AT_LEAST_ONCE;

    @UriParam(
            label = "consumer",
            description = "Directory of the journal, which is created with mode 0700 if its parent exists; one that"
                    + " exists must belong to this user alone. Without it the user's own directory below /dev/shm,"
                    + " which lives as long as the queues do: until the next boot.")
    private String journalDirectory;

    @UriParam(
            label = "consumer",
            defaultValue = "16",
            description = "How many messages may be held at once, received and not completed, by all pollers of a"
                    + " consumer together, 1 to 65536; with batching, how many batches. At that number the consumer"
                    + " waits, and says so once, and a polling consumer fails with an error that names them.")
    private int maxHeld = 16;

    @UriParam(
            label = "consumer",
            enums = "redeliver,release",
            defaultValue = "redeliver",
            description = "What becomes of a message whose exchange ends in a failure that no error handler has dealt"
                    + " with: redeliver holds it and gives it to the route again after redeliveryDelay, release forgets"
                    + " it and logs an error. An exchange that ends because of a stop is held in any case.")
    private OnFailure onFailure = OnFailure.REDELIVER;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "1000",
            description =
                    "Pause in milliseconds, or as a duration such as 5s, before a failed message goes to the route"
                            + " again; doubled with each failure of that message up to a minute. 0 to 60000.")
    private long redeliveryDelay = 1000;

    @UriParam(
            label = "consumer",
            defaultValue = "-1",
            description = "How often a message whose exchange failed goes to the route again before it is put into"
                    + " quarantine, a file beside the journal; 0 puts it there after the first failure, -1 never does.")
    private int maxRedeliveries = ENDLESS_REDELIVERIES;

    @UriParam(
            label = "consumer",
            description = "Collects messages: one exchange has a List of byte arrays, in the order in which they were"
                    + " received, all of which are held until the exchange is completed. Does not concern polling"
                    + " consumers.")
    private boolean batching;

    @UriParam(
            label = "consumer",
            defaultValue = "100",
            description = "With batching, the number of messages at which a batch is complete; at least 1.")
    private int batchSize = 100;

    @UriParam(
            label = "consumer",
            defaultValue = "1048576",
            description = "With batching, the total of bytes in bodies at which a batch is complete; at least 1. The"
                    + " message that reaches it may go beyond.")
    private int batchBytes = 1024 * 1024;

    @UriParam(
            label = "consumer",
            javaType = "java.time.Duration",
            defaultValue = "1000",
            description = "With batching, the longest time in milliseconds, or as a duration such as 5s, that the first"
                    + " message of a batch waits for company; 0 takes what is there.")
    private long batchTimeout = 1000;

    @UriParam(
            label = "producer",
            description = "Priority of all messages sent through this endpoint, 0 to 32767; the highest is received"
                    + " first. It wins over the header CamelPosixMqPriority. Without it the header decides, and without"
                    + " a header the priority is 0.")
    private Integer priority;

    @UriParam(
            label = "producer",
            javaType = "java.time.Duration",
            defaultValue = "-1",
            description = "Longest wait for room in a full queue in milliseconds, or as a duration such as 5s. -1 waits"
                    + " for as long as it takes, which is back-pressure to whoever feeds the route; 0 does not wait."
                    + " When the wait is over the exchange fails with QueueFullException and nothing was sent. A stop"
                    + " ends the wait at once.")
    private long sendTimeout = ENDLESS;

    @UriParam(
            label = "producer",
            description = "Drops the message instead of failing when the wait for room (sendTimeout, which must be"
                    + " given) is over. What was dropped is counted and logged, at most once a minute.")
    private boolean discardWhenFull;

    /** A copy that can be changed without an effect on this object. */
    PosixMqConfiguration copy() {
        try {
            return (PosixMqConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public Integer getMaxMessages() {
        return maxMessages;
    }

    public void setMaxMessages(Integer maxMessages) {
        this.maxMessages = maxMessages;
    }

    public Integer getMaxMessageSize() {
        return maxMessageSize;
    }

    public void setMaxMessageSize(Integer maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
    }

    public boolean isCreate() {
        return create;
    }

    public void setCreate(boolean create) {
        this.create = create;
    }

    public String getPermissions() {
        return permissions;
    }

    public void setPermissions(String permissions) {
        this.permissions = permissions;
    }

    public GeometryMismatch getGeometryMismatch() {
        return geometryMismatch;
    }

    public void setGeometryMismatch(GeometryMismatch geometryMismatch) {
        this.geometryMismatch = geometryMismatch;
    }

    public boolean isUnlinkOnStop() {
        return unlinkOnStop;
    }

    public void setUnlinkOnStop(boolean unlinkOnStop) {
        this.unlinkOnStop = unlinkOnStop;
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    public long getRecoveryInterval() {
        return recoveryInterval;
    }

    public void setRecoveryInterval(long recoveryInterval) {
        this.recoveryInterval = recoveryInterval;
    }

    public DeliveryGuarantee getDeliveryGuarantee() {
        return deliveryGuarantee;
    }

    public void setDeliveryGuarantee(DeliveryGuarantee deliveryGuarantee) {
        this.deliveryGuarantee = deliveryGuarantee;
    }

    public String getJournalDirectory() {
        return journalDirectory;
    }

    public void setJournalDirectory(String journalDirectory) {
        this.journalDirectory = journalDirectory;
    }

    public int getMaxHeld() {
        return maxHeld;
    }

    public void setMaxHeld(int maxHeld) {
        this.maxHeld = maxHeld;
    }

    public OnFailure getOnFailure() {
        return onFailure;
    }

    public void setOnFailure(OnFailure onFailure) {
        this.onFailure = onFailure;
    }

    public long getRedeliveryDelay() {
        return redeliveryDelay;
    }

    public void setRedeliveryDelay(long redeliveryDelay) {
        this.redeliveryDelay = redeliveryDelay;
    }

    public int getMaxRedeliveries() {
        return maxRedeliveries;
    }

    public void setMaxRedeliveries(int maxRedeliveries) {
        this.maxRedeliveries = maxRedeliveries;
    }

    public boolean isBatching() {
        return batching;
    }

    public void setBatching(boolean batching) {
        this.batching = batching;
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public int getBatchBytes() {
        return batchBytes;
    }

    public void setBatchBytes(int batchBytes) {
        this.batchBytes = batchBytes;
    }

    public long getBatchTimeout() {
        return batchTimeout;
    }

    public void setBatchTimeout(long batchTimeout) {
        this.batchTimeout = batchTimeout;
    }

    public Integer getPriority() {
        return priority;
    }

    public void setPriority(Integer priority) {
        this.priority = priority;
    }

    public long getSendTimeout() {
        return sendTimeout;
    }

    public void setSendTimeout(long sendTimeout) {
        this.sendTimeout = sendTimeout;
    }

    public boolean isDiscardWhenFull() {
        return discardWhenFull;
    }

    public void setDiscardWhenFull(boolean discardWhenFull) {
        this.discardWhenFull = discardWhenFull;
    }
}
