package io.github.posixmq;

import java.io.Closeable;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * A handle of an open POSIX message queue, for sending, receiving or both; see mq_overview(7).
 *
 * <p>Every way to send and receive comes in three forms. The plain one waits as long as it takes. The one with a
 * {@link Duration} gives up when that time is over, measured on the monotonic clock; zero or less is at once. The
 * {@code try} form never waits. That a queue is full or empty, or a time over, is a result and not an exception.
 *
 * <p>Thread rule: all methods may be called by any number of threads, platform or virtual, on one handle at once.
 * {@link #close}, {@link #endWaits} and {@link Thread#interrupt} end a wait at once. A call that ends with an exception
 * has sent and received nothing.
 *
 * <p>A handle that is not closed keeps its descriptor and native memory for the life of the process.
 */
public final class MessageQueue implements Closeable {
    /** The highest priority of a message; the lowest is 0. MQ_PRIO_MAX less one. */
    public static final int MAX_PRIORITY = 32767;

    /** Returned instead of a priority when no message was received. */
    public static final int NONE = -1;

    private final QueueName name;
    private final Descriptor descriptor;
    private final OpenOptions.Access access;
    private final boolean created;
    private final int maxMessages;
    private final int maxMessageSize;
    private UnlinkWatch watch;

    /** Takes the descriptor over; opening is {@link Opener}'s. */
    MessageQueue(QueueName name, Descriptor descriptor, OpenOptions.Access access, boolean created)
            throws MessageQueueException {
        this.name = name;
        this.descriptor = descriptor;
        this.access = access;
        this.created = created;
        QueueAttributes attributes = attributes();
        this.maxMessages = attributes.maxMessages();
        this.maxMessageSize = attributes.maxMessageSize();
    }

    /**
     * Opens a queue, and creates it if the options say so. Does not wait.
     *
     * @param name its name, with or without the leading slash
     * @param options for what it is opened, and how it is created
     * @return a handle, to be closed by the caller
     * @throws IllegalArgumentException if no queue can have this name
     * @throws QueueNotFoundException if it does not exist and is not to be created
     * @throws QueueExistsException if it exists and was to be created
     * @throws QueueGeometryException if it exists with another geometry and the options insist on theirs
     * @throws QueueUnavailableException if this host has no POSIX message queues
     * @throws MessageQueueException if a limit is exceeded, permissions are missing, or for any other error of
     *     mq_open(3); the message says which and what to type
     */
    public static MessageQueue open(String name, OpenOptions options) throws MessageQueueException {
        return open(QueueName.of(name), options);
    }

    /**
     * The same with a name that has been checked.
     *
     * @param name its name
     * @param options for what it is opened, and how it is created
     * @return a handle, to be closed by the caller
     * @throws MessageQueueException as {@link #open(String, OpenOptions)}
     */
    public static MessageQueue open(QueueName name, OpenOptions options) throws MessageQueueException {
        return Opener.open(Objects.requireNonNull(name, "name"), Objects.requireNonNull(options, "options"));
    }

    /**
     * Removes a queue's name; see mq_unlink(3). Processes that have it open keep using it, and the messages in it are gone
     * when the last of them closes it.
     *
     * @param name its name, with or without the leading slash
     * @throws IllegalArgumentException if no queue can have this name
     * @throws QueueNotFoundException if there is none
     * @throws MessageQueueException if this user may not remove it
     */
    public static void unlink(String name) throws MessageQueueException {
        unlink(QueueName.of(name));
    }

    /**
     * The same with a name that has been checked.
     *
     * @param name its name
     * @throws MessageQueueException as {@link #unlink(String)}
     */
    public static void unlink(QueueName name) throws MessageQueueException {
        Host.require("mq_unlink", name);
        if (Libc.mq_unlink(name.cString()) != 0) {
            throw Failures.of("mq_unlink", name, Errno.last());
        }
    }

    /**
     * The queue's name.
     *
     * @return the name it was opened by, which may by now mean another queue or none; see {@link #isUnlinked}
     */
    public QueueName name() {
        return name;
    }

    /**
     * Whether opening this handle created the queue.
     *
     * @return false if the queue was there before
     */
    public boolean wasCreated() {
        return created;
    }

    /**
     * The queue's capacity.
     *
     * @return how many messages fit; it never changes
     */
    public int maxMessages() {
        return maxMessages;
    }

    /**
     * The queue's message size.
     *
     * @return the largest body in bytes; it never changes
     */
    public int maxMessageSize() {
        return maxMessageSize;
    }

    /**
     * Asks the kernel for geometry and depth; see mq_getattr(3).
     *
     * @return what it answered
     * @throws QueueClosedException if this handle is closed
     * @throws MessageQueueException for any other error
     */
    public QueueAttributes attributes() throws MessageQueueException {
        Workspace workspace = descriptor.enter("mq_getattr");
        try {
            if (Libc.mq_getattr(descriptor.fd(), workspace.attrAddress()) != 0) {
                throw Failures.of("mq_getattr", name, Errno.last());
            }
            return workspace.attributes();
        } finally {
            descriptor.exit(workspace);
        }
    }

    /**
     * How many messages are waiting.
     *
     * @return 0 to {@link #maxMessages}
     * @throws MessageQueueException as {@link #attributes}
     */
    public int depth() throws MessageQueueException {
        return attributes().depth();
    }

    /**
     * Whether the queue behind this handle has lost its name. Who opens the name from then on gets another queue, or
     * none, while this one goes on for those who have it open.
     *
     * @return whether it was unlinked
     * @throws QueueClosedException if this handle is closed
     * @throws MessageQueueException for any other error
     */
    public boolean isUnlinked() throws MessageQueueException {
        return fileStatus().links() == 0;
    }

    /**
     * Asks the kernel whose queue it is; see statx(2).
     *
     * @return what it answered
     * @throws QueueClosedException if this handle is closed
     * @throws MessageQueueException for any other error
     */
    public QueueStatus status() throws MessageQueueException {
        FileStatus status = fileStatus();
        return new QueueStatus(
                status.owner(), status.group(), status.permissions(), Instant.ofEpochSecond(status.modified()));
    }

    private FileStatus fileStatus() throws MessageQueueException {
        Workspace workspace = descriptor.enter("statx");
        try {
            return FileStatus.of(descriptor.fd(), "statx", name);
        } finally {
            descriptor.exit(workspace);
        }
    }

    /** The device number of the IPC namespace's mqueue file system, which this queue is in. */
    long device() throws MessageQueueException {
        return fileStatus().device();
    }

    /**
     * Removes the queue's name if it still means this queue, and leaves another queue of that name alone. Somebody who
     * unlinks and creates the name between the look and the removal, a matter of microseconds, is not noticed.
     *
     * @return false if the name means another queue or none
     * @throws QueueClosedException if this handle is closed
     * @throws MessageQueueException if this user may not remove it, or for any other error
     */
    public boolean unlinkIfCurrent() throws MessageQueueException {
        Workspace workspace = descriptor.enter("mq_unlink");
        try {
            // a queue never has another name than the one it was created by: while it has one, it is this
            if (FileStatus.of(descriptor.fd(), "statx", name).links() == 0) {
                return false;
            }
            if (Libc.mq_unlink(name.cString()) == 0) {
                return true;
            }
            Errno errno = Errno.last();
            if (errno.equals(Errno.ENOENT)) {
                return false;
            }
            throw Failures.of("mq_unlink", name, errno);
        } finally {
            descriptor.exit(workspace);
        }
    }

    /**
     * Sends a message and waits for room as long as it takes.
     *
     * @param body the bytes, at most {@link #maxMessageSize}; may be empty
     * @param priority 0 to {@link #MAX_PRIORITY}; higher ones are received first
     * @throws MessageTooLargeException if the body is too large
     * @throws QueueClosedException if this handle is closed, before the call or during it
     * @throws WaitEndedException if the thread is interrupted while it waits, or waits have been ended
     * @throws MessageQueueException if the priority is out of range, the handle read-only, or for any other error of
     *     mq_send(3)
     */
    public void send(byte[] body, int priority) throws MessageQueueException {
        send(body, 0, body.length, priority, Deadline.never());
    }

    /**
     * The same with a part of an array.
     *
     * @param body holds the bytes
     * @param offset where they begin
     * @param length how many they are
     * @param priority 0 to {@link #MAX_PRIORITY}
     * @throws IndexOutOfBoundsException if that part is not within the array
     * @throws MessageQueueException as {@link #send(byte[], int)}
     */
    public void send(byte[] body, int offset, int length, int priority) throws MessageQueueException {
        send(body, offset, length, priority, Deadline.never());
    }

    /**
     * The same with what remains in a buffer, which a direct one spares a copy. A buffer whose message is sent is left at
     * its limit, otherwise as it was.
     *
     * @param body holds the bytes
     * @param priority 0 to {@link #MAX_PRIORITY}
     * @throws MessageQueueException as {@link #send(byte[], int)}
     */
    public void send(ByteBuffer body, int priority) throws MessageQueueException {
        send(body, priority, Deadline.never());
    }

    /**
     * Sends a message and waits for room at most so long.
     *
     * @param body the bytes, at most {@link #maxMessageSize}; may be empty
     * @param priority 0 to {@link #MAX_PRIORITY}
     * @param timeout longest wait; zero or less is at once
     * @return false if the queue was full all that time; nothing was sent then
     * @throws MessageQueueException as {@link #send(byte[], int)}
     */
    public boolean send(byte[] body, int priority, Duration timeout) throws MessageQueueException {
        return send(body, 0, body.length, priority, Deadline.after(timeout));
    }

    /**
     * The same with a part of an array.
     *
     * @param body holds the bytes
     * @param offset where they begin
     * @param length how many they are
     * @param priority 0 to {@link #MAX_PRIORITY}
     * @param timeout longest wait; zero or less is at once
     * @return false if the queue was full all that time; nothing was sent then
     * @throws IndexOutOfBoundsException if that part is not within the array
     * @throws MessageQueueException as {@link #send(byte[], int)}
     */
    public boolean send(byte[] body, int offset, int length, int priority, Duration timeout)
            throws MessageQueueException {
        return send(body, offset, length, priority, Deadline.after(timeout));
    }

    /**
     * The same with what remains in a buffer, as {@link #send(ByteBuffer, int)}.
     *
     * @param body holds the bytes
     * @param priority 0 to {@link #MAX_PRIORITY}
     * @param timeout longest wait; zero or less is at once
     * @return false if the queue was full all that time; nothing was sent then
     * @throws MessageQueueException as {@link #send(byte[], int)}
     */
    public boolean send(ByteBuffer body, int priority, Duration timeout) throws MessageQueueException {
        return send(body, priority, Deadline.after(timeout));
    }

    /**
     * Sends a message if there is room.
     *
     * @param body the bytes, at most {@link #maxMessageSize}; may be empty
     * @param priority 0 to {@link #MAX_PRIORITY}
     * @return false if the queue is full; nothing was sent then
     * @throws MessageQueueException as {@link #send(byte[], int)}
     */
    public boolean trySend(byte[] body, int priority) throws MessageQueueException {
        return send(body, 0, body.length, priority, Deadline.now());
    }

    /**
     * The same with a part of an array.
     *
     * @param body holds the bytes
     * @param offset where they begin
     * @param length how many they are
     * @param priority 0 to {@link #MAX_PRIORITY}
     * @return false if the queue is full; nothing was sent then
     * @throws IndexOutOfBoundsException if that part is not within the array
     * @throws MessageQueueException as {@link #send(byte[], int)}
     */
    public boolean trySend(byte[] body, int offset, int length, int priority) throws MessageQueueException {
        return send(body, offset, length, priority, Deadline.now());
    }

    /**
     * The same with what remains in a buffer, as {@link #send(ByteBuffer, int)}.
     *
     * @param body holds the bytes
     * @param priority 0 to {@link #MAX_PRIORITY}
     * @return false if the queue is full; nothing was sent then
     * @throws MessageQueueException as {@link #send(byte[], int)}
     */
    public boolean trySend(ByteBuffer body, int priority) throws MessageQueueException {
        return send(body, priority, Deadline.now());
    }

    private boolean send(byte[] body, int offset, int length, int priority, Deadline deadline)
            throws MessageQueueException {
        Objects.checkFromIndexSize(offset, length, body.length);
        checkSend(length, priority);
        Workspace workspace = descriptor.enter("mq_send");
        try {
            NativeMemory memory = workspace.body(length);
            memory.view().put(0, body, offset, length);
            return send(workspace, memory.address(), length, priority, deadline);
        } finally {
            descriptor.exit(workspace);
        }
    }

    private boolean send(ByteBuffer body, int priority, Deadline deadline) throws MessageQueueException {
        int length = body.remaining();
        checkSend(length, priority);
        Workspace workspace = descriptor.enter("mq_send");
        try {
            long address = body.isDirect()
                    ? Libc.address(body) + body.position()
                    : copy(body, workspace.body(length)).address();
            boolean sent = send(workspace, address, length, priority, deadline);
            if (sent) {
                body.position(body.limit());
            }
            return sent;
        } finally {
            Reference.reachabilityFence(body);
            descriptor.exit(workspace);
        }
    }

    private static NativeMemory copy(ByteBuffer from, NativeMemory to) {
        to.view().put(0, from, from.position(), from.remaining());
        return to;
    }

    private void checkSend(int length, int priority) throws MessageQueueException {
        if (access == OpenOptions.Access.READ) {
            throw Failures.wrongDirection(
                    "mq_send", name, "for receiving only", "OpenOptions.writeOnly() or readWrite()");
        }
        if (priority < 0 || priority > MAX_PRIORITY) {
            throw Failures.badPriority(name, priority);
        }
        if (length > maxMessageSize) {
            throw Failures.tooLarge(name, length, maxMessageSize);
        }
    }

    private boolean send(Workspace workspace, long address, int length, int priority, Deadline deadline)
            throws MessageQueueException {
        int errno = Descriptor.send(descriptor.fd(), address, length, priority);
        if (errno == Errno.EAGAIN.number() && !deadline.isOver()) {
            errno = descriptor.awaitSend(workspace, address, length, priority, deadline);
        }
        if (errno == 0) {
            return true;
        }
        if (errno == Errno.EAGAIN.number()) {
            return false;
        }
        throw Failures.of("mq_send", name, new Errno(errno));
    }

    /**
     * Receives the oldest message of the highest priority and waits for one as long as it takes. The body is allocated when
     * its length is known, so with no heap left for it the message is lost; the forms with a buffer are safe from that.
     *
     * @return the message, never null
     * @throws QueueClosedException if this handle is closed, before the call or during it
     * @throws WaitEndedException if the thread is interrupted while it waits, or waits have been ended
     * @throws MessageQueueException if the handle is write-only, or for any other error of mq_receive(3)
     */
    public ReceivedMessage receive() throws MessageQueueException {
        return receive(Deadline.never());
    }

    /**
     * Receives a message and waits for one at most so long.
     *
     * @param timeout longest wait; zero or less is at once
     * @return the message, or null if there was none all that time
     * @throws MessageQueueException as {@link #receive()}
     */
    public ReceivedMessage receive(Duration timeout) throws MessageQueueException {
        return receive(Deadline.after(timeout));
    }

    /**
     * Receives a message if there is one.
     *
     * @return the message, or null if the queue is empty
     * @throws MessageQueueException as {@link #receive()}
     */
    public ReceivedMessage tryReceive() throws MessageQueueException {
        return receive(Deadline.now());
    }

    /**
     * Receives a message into a buffer, which a direct one spares a copy, and waits for one as long as it takes. The bytes
     * go to the buffer's position, which moves behind them.
     *
     * @param buffer with at least {@link #maxMessageSize} bytes remaining, however small the message is
     * @return the message's priority
     * @throws MessageTooLargeException if less remains; no message is lost
     * @throws ReadOnlyBufferException if the buffer may not be written to; no message is lost
     * @throws MessageQueueException as {@link #receive()}
     */
    public int receive(ByteBuffer buffer) throws MessageQueueException {
        return receive(buffer, Deadline.never());
    }

    /**
     * The same, waiting at most so long.
     *
     * @param buffer with at least {@link #maxMessageSize} bytes remaining
     * @param timeout longest wait; zero or less is at once
     * @return the message's priority, or {@link #NONE} if there was no message all that time
     * @throws MessageQueueException as {@link #receive(ByteBuffer)}
     */
    public int receive(ByteBuffer buffer, Duration timeout) throws MessageQueueException {
        return receive(buffer, Deadline.after(timeout));
    }

    /**
     * The same without waiting.
     *
     * @param buffer with at least {@link #maxMessageSize} bytes remaining
     * @return the message's priority, or {@link #NONE} if the queue is empty
     * @throws MessageQueueException as {@link #receive(ByteBuffer)}
     */
    public int tryReceive(ByteBuffer buffer) throws MessageQueueException {
        return receive(buffer, Deadline.now());
    }

    private ReceivedMessage receive(Deadline deadline) throws MessageQueueException {
        checkReceive();
        Workspace workspace = descriptor.enter("mq_receive");
        try {
            NativeMemory memory = workspace.body(maxMessageSize);
            int length = receive(
                    workspace, memory.address(), workspace.priorityAddress(), deadline, Descriptor.NOTHING_ELSE);
            if (length == NONE) {
                return null;
            }
            byte[] body = new byte[length];
            memory.view().get(0, body);
            return new ReceivedMessage(body, workspace.priority());
        } finally {
            descriptor.exit(workspace);
        }
    }

    private int receive(ByteBuffer buffer, Deadline deadline) throws MessageQueueException {
        checkReceive();
        if (buffer.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (buffer.remaining() < maxMessageSize) {
            throw Failures.bufferTooSmall(name, buffer.remaining(), maxMessageSize);
        }
        Workspace workspace = descriptor.enter("mq_receive");
        try {
            NativeMemory memory = buffer.isDirect() ? null : workspace.body(maxMessageSize);
            long address = memory == null ? Libc.address(buffer) + buffer.position() : memory.address();
            int length = receive(workspace, address, workspace.priorityAddress(), deadline, Descriptor.NOTHING_ELSE);
            if (length == NONE) {
                return NONE;
            }
            if (memory != null) {
                buffer.put(buffer.position(), memory.view(), 0, length);
            }
            buffer.position(buffer.position() + length);
            return workspace.priority();
        } finally {
            Reference.reachabilityFence(buffer);
            descriptor.exit(workspace);
        }
    }

    private void checkReceive() throws MessageQueueException {
        if (access == OpenOptions.Access.WRITE) {
            throw Failures.wrongDirection(
                    "mq_receive", name, "for sending only", "OpenOptions.readOnly() or readWrite()");
        }
    }

    /**
     * Receives into memory of the caller's, who keeps it alive: the body, and the priority before it.
     *
     * @return the length, or {@link #NONE} if the deadline came first or there is something else to do
     */
    int receive(long body, long priority, Deadline deadline, BooleanSupplier elsewhere) throws MessageQueueException {
        checkReceive();
        Workspace workspace = descriptor.enter("mq_receive");
        try {
            return receive(workspace, body, priority, deadline, elsewhere);
        } finally {
            descriptor.exit(workspace);
        }
    }

    /** Has those who wait on this handle look whether they have something else to do. */
    void wakeWaiters() {
        descriptor.wakeAll();
    }

    boolean isClosed() {
        return descriptor.isClosed();
    }

    /** Receives to an address with room for {@link #maxMessageSize} bytes; the length, or {@link #NONE}. */
    private int receive(Workspace workspace, long body, long priority, Deadline deadline, BooleanSupplier elsewhere)
            throws MessageQueueException {
        while (true) {
            long length = Libc.mq_receive(descriptor.fd(), body, maxMessageSize, priority);
            if (length >= 0) {
                return (int) length;
            }
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN.number()) {
                if (deadline.isOver() || !descriptor.awaitMessage(workspace, deadline, elsewhere)) {
                    return NONE;
                }
            } else if (errno != Errno.EINTR.number()) {
                throw Failures.of("mq_receive", name, new Errno(errno));
            }
        }
    }

    /**
     * Ends every wait on this handle at once, those that go on and those that begin later, with
     * {@link WaitEndedException}, until {@link #allowWaits}. A call still tries before it would wait: it sends if there is
     * room and receives if there is a message.
     */
    public void endWaits() {
        descriptor.endWaits();
    }

    /** Lets calls wait again. */
    public void allowWaits() {
        descriptor.allowWaits();
    }

    /**
     * Has somebody told when the queue behind this handle is unlinked, unless the handle is closed by then. The kernel
     * tells nobody; the look is taken about once a second.
     *
     * @param callback called once, by the housekeeper thread, which it must not block
     * @throws IllegalStateException if this handle has a callback already
     */
    public synchronized void onUnlinked(Runnable callback) {
        if (watch != null) {
            throw new IllegalStateException("onUnlinked of " + name + " has a callback already");
        }
        watch = new UnlinkWatch(this, callback);
        try {
            Workspace workspace = descriptor.enter("statx");
            descriptor.housekeeper().watch(watch);
            descriptor.exit(workspace);
        } catch (QueueClosedException e) {
            // there is nothing to tell of any more
        }
    }

    /**
     * Closes this handle; see mq_close(3). Whoever waits on it is woken and gets {@link QueueClosedException}. Returns when
     * no thread uses the handle any more, which takes microseconds. Closing again has no effect. The queue stays.
     */
    @Override
    public void close() {
        stopWatching();
        descriptor.close();
    }

    synchronized void stopWatching() {
        if (watch != null) {
            descriptor.housekeeper().unwatch(watch);
        }
    }

    /** Name and what became of the handle. */
    @Override
    public String toString() {
        return "MessageQueue[" + name + (descriptor.isClosed() ? ", closed]" : "]");
    }
}
