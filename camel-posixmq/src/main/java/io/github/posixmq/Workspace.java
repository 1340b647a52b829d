package io.github.posixmq;

/**
 * What one call on a queue needs for itself: native memory for structures and a body, and a {@link Waiter} once it had to
 * wait. Pooled by its {@link Descriptor}; used by one call at a time.
 */
final class Workspace {
    /** unsigned int for the priority. */
    private static final int PRIORITY = 0;

    private static final int ATTR = 8;

    private static final int BODY_FROM = 64;

    private final NativeMemory structs = new NativeMemory(ATTR + MqAttr.BYTES);
    private NativeMemory body;
    private int bodyBytes;
    private Waiter waiter;

    long priorityAddress() {
        return structs.address() + PRIORITY;
    }

    int priority() {
        return structs.view().getInt(PRIORITY);
    }

    long attrAddress() {
        return structs.address() + ATTR;
    }

    /** What mq_getattr wrote to {@link #attrAddress}. */
    QueueAttributes attributes() {
        return MqAttr.read(structs.view(), ATTR);
    }

    /** Memory for a body of so many bytes; what was in it is lost when it has to grow. */
    NativeMemory body(int bytes) {
        if (body == null || bodyBytes < bytes) {
            freeBody();
            bodyBytes = Math.max(BODY_FROM, bytes);
            body = new NativeMemory(bodyBytes);
        }
        return body;
    }

    private void freeBody() {
        if (body != null) {
            NativeMemory old = body;
            body = null;
            old.free();
        }
    }

    Waiter waiter(Housekeeper housekeeper, QueueName queue) throws MessageQueueException {
        if (waiter == null) {
            waiter = Waiter.open(housekeeper, queue);
        }
        waiter.reset();
        return waiter;
    }

    void close() {
        if (waiter != null) {
            waiter.close();
        }
        freeBody();
        structs.free();
    }
}
