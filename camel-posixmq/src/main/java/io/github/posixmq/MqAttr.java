package io.github.posixmq;

import java.nio.ByteBuffer;

/** struct mq_attr of mq_getattr(3) on LP64: eight longs, all of which the kernel reads and writes. */
final class MqAttr {
    static final int BYTES = 8 * Long.BYTES;

    static final int MAXMSG = Long.BYTES;
    static final int MSGSIZE = 2 * Long.BYTES;
    static final int CURMSGS = 3 * Long.BYTES;

    private MqAttr() {}

    static void set(ByteBuffer struct, int field, int value) {
        struct.putLong(field, value);
    }

    static QueueAttributes read(ByteBuffer struct, int from) {
        return new QueueAttributes((int) struct.getLong(from + MAXMSG), (int) struct.getLong(from + MSGSIZE), (int)
                struct.getLong(from + CURMSGS));
    }
}
