package io.github.posixmq;

/** Opens queues: creates or finds them, and tells which; see mq_open(3). */
final class Opener {
    private static final String OPERATION = "mq_open";
    private static final int ALWAYS = Libc.O_NONBLOCK | Libc.O_CLOEXEC;

    /** A queue that is created and unlinked by others without pause is given up on after so many tries. */
    private static final int MAX_TRIES = 100;

    private final QueueName queue;
    private final OpenOptions options;

    private Opener(QueueName queue, OpenOptions options) {
        this.queue = queue;
        this.options = options;
    }

    static MessageQueue open(QueueName queue, OpenOptions options) throws MessageQueueException {
        Host.require(OPERATION, queue);
        return new Opener(queue, options).open();
    }

    private MessageQueue open() throws MessageQueueException {
        return switch (options.creation()) {
            case EXISTING -> opened(existing());
            case EXCLUSIVE -> created(exclusive());
            case IF_ABSENT -> createdOrOpened();
        };
    }

    /** Only O_EXCL tells whether a queue was created, so it is either that or no creation, until one of them fits. */
    private MessageQueue createdOrOpened() throws MessageQueueException {
        MessageQueueException last = null;
        for (int i = 0; i < MAX_TRIES; i++) {
            try {
                return created(exclusive());
            } catch (QueueExistsException present) {
                last = present;
            }
            try {
                return opened(existing());
            } catch (QueueNotFoundException unlinkedSince) {
                last = unlinkedSince;
            }
        }
        throw last;
    }

    private int existing() throws MessageQueueException {
        return mqOpen(0, Libc.NULL);
    }

    private int exclusive() throws MessageQueueException {
        int flags = Libc.O_CREAT | Libc.O_EXCL;
        if (options.maxMessages() == OpenOptions.UNSET && options.maxMessageSize() == OpenOptions.UNSET) {
            return mqOpen(flags, Libc.NULL);
        }
        QueueLimits limits = QueueLimits.current();
        NativeMemory attr = new NativeMemory(MqAttr.BYTES);
        try {
            MqAttr.set(attr.view(), MqAttr.MAXMSG, limits.maxMessagesOr(options.maxMessages()));
            MqAttr.set(attr.view(), MqAttr.MSGSIZE, limits.maxMessageSizeOr(options.maxMessageSize()));
            return mqOpen(flags, attr.address());
        } finally {
            attr.free();
        }
    }

    private int mqOpen(int flags, long attr) throws MessageQueueException {
        while (true) {
            int fd = Libc.mq_open(queue.cString(), flags | access() | ALWAYS, options.permissions(), attr);
            if (fd >= 0) {
                return fd;
            }
            Errno errno = Errno.last();
            if (!errno.equals(Errno.EINTR)) {
                throw OpenFailure.of(queue, options, errno);
            }
        }
    }

    private int access() {
        return switch (options.access()) {
            case READ -> Libc.O_RDONLY;
            case WRITE -> Libc.O_WRONLY;
            case READ_WRITE -> Libc.O_RDWR;
        };
    }

    /** The umask has been at the permissions; they are set again, on the descriptor. */
    private MessageQueue created(int fd) throws MessageQueueException {
        if (Libc.fchmod(fd, options.permissions()) != 0) {
            MessageQueueException failure = Failures.of("fchmod", queue, Errno.last());
            Libc.mq_close(fd);
            Libc.mq_unlink(queue.cString());
            throw failure;
        }
        return handle(fd, true);
    }

    private MessageQueue opened(int fd) throws MessageQueueException {
        MessageQueue opened = handle(fd, false);
        QueueAttributes actual = opened.attributes();
        if (options.isExactGeometry() && !options.matches(actual)) {
            opened.close();
            throw mismatch(actual);
        }
        return opened;
    }

    private MessageQueue handle(int fd, boolean created) throws MessageQueueException {
        Descriptor descriptor = new Descriptor(queue, fd);
        try {
            return new MessageQueue(queue, descriptor, options.access(), created);
        } catch (MessageQueueException e) {
            descriptor.close();
            throw e;
        }
    }

    private QueueGeometryException mismatch(QueueAttributes actual) {
        return new QueueGeometryException(
                OPERATION,
                queue,
                Errno.EEXIST,
                "the queue exists with maxMessages=" + actual.maxMessages() + " and maxMessageSize="
                        + actual.maxMessageSize() + ", not with" + asked(),
                "Ask for what it has, accept any geometry, or have the queue removed while nobody uses it:"
                        + " MessageQueue.unlink(\"" + queue + "\"), or as its owner rm /dev/mqueue"
                        + queue + ".");
    }

    private String asked() {
        return (options.maxMessages() == OpenOptions.UNSET ? "" : " maxMessages=" + options.maxMessages())
                + (options.maxMessageSize() == OpenOptions.UNSET ? "" : " maxMessageSize=" + options.maxMessageSize());
    }
}
