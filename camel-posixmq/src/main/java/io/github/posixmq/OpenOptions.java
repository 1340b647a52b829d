package io.github.posixmq;

/**
 * How to open a queue: for what, whether to create it, and with which geometry and permissions. Immutable: every method
 * returns changed options and leaves this object as it was.
 *
 * <pre>{@code
 * OpenOptions.readWrite().create().maxMessages(10).maxMessageSize(1024)
 * }</pre>
 */
public final class OpenOptions {
    /** What the descriptor may be used for. */
    enum Access {
        READ,
        WRITE,
        READ_WRITE
    }

    /** Whether the queue is created. */
    enum Creation {
        EXISTING,
        IF_ABSENT,
        EXCLUSIVE
    }

    /** Geometry or permissions left to the system. */
    static final int UNSET = 0;

    private static final int OWNER_ONLY = 0600;

    private final Access access;
    private final Creation creation;
    private final int maxMessages;
    private final int maxMessageSize;
    private final int permissions;
    private final boolean exactGeometry;

    private OpenOptions(
            Access access,
            Creation creation,
            int maxMessages,
            int maxMessageSize,
            int permissions,
            boolean exactGeometry) {
        this.access = access;
        this.creation = creation;
        this.maxMessages = maxMessages;
        this.maxMessageSize = maxMessageSize;
        this.permissions = permissions;
        this.exactGeometry = exactGeometry;
    }

    private static OpenOptions of(Access access) {
        return new OpenOptions(access, Creation.EXISTING, UNSET, UNSET, OWNER_ONLY, false);
    }

    /**
     * Opens an existing queue for receiving (O_RDONLY).
     *
     * @return options to refine
     */
    public static OpenOptions readOnly() {
        return of(Access.READ);
    }

    /**
     * Opens an existing queue for sending (O_WRONLY).
     *
     * @return options to refine
     */
    public static OpenOptions writeOnly() {
        return of(Access.WRITE);
    }

    /**
     * Opens an existing queue for sending and receiving (O_RDWR).
     *
     * @return options to refine
     */
    public static OpenOptions readWrite() {
        return of(Access.READ_WRITE);
    }

    /**
     * Creates the queue if there is none of that name (O_CREAT).
     *
     * @return changed options
     */
    public OpenOptions create() {
        return with(Creation.IF_ABSENT);
    }

    /**
     * Creates the queue and fails with {@link QueueExistsException} if there is one of that name (O_CREAT|O_EXCL).
     *
     * @return changed options
     */
    public OpenOptions createExclusive() {
        return with(Creation.EXCLUSIVE);
    }

    /**
     * Opens the queue only if it is there, and fails with {@link QueueNotFoundException} if not. This is the default.
     *
     * @return changed options
     */
    public OpenOptions existing() {
        return with(Creation.EXISTING);
    }

    /**
     * Capacity of a queue that is created; without it the system's default ({@code msg_default}, at most
     * {@code msg_max}). What the kernel grants is in {@link QueueLimits}.
     *
     * @param messages at least 1
     * @return changed options
     * @throws IllegalArgumentException if it is less than 1
     */
    public OpenOptions maxMessages(int messages) {
        return new OpenOptions(
                access, creation, atLeastOne("maxMessages", messages), maxMessageSize, permissions, exactGeometry);
    }

    /**
     * Largest body of a queue that is created; without it the system's default ({@code msgsize_default}, at most
     * {@code msgsize_max}). What the kernel grants is in {@link QueueLimits}.
     *
     * @param bytes at least 1
     * @return changed options
     * @throws IllegalArgumentException if it is less than 1
     */
    public OpenOptions maxMessageSize(int bytes) {
        return new OpenOptions(
                access, creation, maxMessages, atLeastOne("maxMessageSize", bytes), permissions, exactGeometry);
    }

    /**
     * Permissions of a queue that is created, 0600 if not given. They are set exactly, whatever the umask.
     *
     * @param mode 0 to 0777
     * @return changed options
     * @throws IllegalArgumentException if it is outside that range
     */
    public OpenOptions permissions(int mode) {
        if (mode < 0 || mode > 0777) {
            throw new IllegalArgumentException("permissions 0" + Integer.toOctalString(mode)
                    + " are outside 0 to 0777. Give three octal digits, for example 0660.");
        }
        return new OpenOptions(access, creation, maxMessages, maxMessageSize, mode, exactGeometry);
    }

    /**
     * Makes opening fail with {@link QueueGeometryException} if the queue exists with another geometry than was asked
     * for. Without this, the queue is opened as it is. What was not asked for is not compared.
     *
     * @return changed options
     */
    public OpenOptions exactGeometry() {
        return new OpenOptions(access, creation, maxMessages, maxMessageSize, permissions, true);
    }

    private OpenOptions with(Creation other) {
        return new OpenOptions(access, other, maxMessages, maxMessageSize, permissions, exactGeometry);
    }

    private static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    what + " " + value + " is less than 1. Give at least 1, or leave it out for the system's default.");
        }
        return value;
    }

    Access access() {
        return access;
    }

    Creation creation() {
        return creation;
    }

    /** Capacity asked for, or {@link #UNSET}. */
    int maxMessages() {
        return maxMessages;
    }

    /** Message size asked for, or {@link #UNSET}. */
    int maxMessageSize() {
        return maxMessageSize;
    }

    int permissions() {
        return permissions;
    }

    boolean isExactGeometry() {
        return exactGeometry;
    }

    boolean matches(QueueAttributes actual) {
        return (maxMessages == UNSET || maxMessages == actual.maxMessages())
                && (maxMessageSize == UNSET || maxMessageSize == actual.maxMessageSize());
    }
}
