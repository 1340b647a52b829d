package io.github.posixmq;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * What stands at the beginning of a journal file; see {@link JournalFile}.
 *
 * @param queue name of the queue, with the slash
 * @param slots how many slots follow
 * @param slotBytes bytes of each
 * @param maxMessageSize of the queue when the file was made
 * @param pid the process that has it, or had it when it died
 */
record JournalHeader(String queue, int slots, int slotBytes, int maxMessageSize, int pid) {
    /** Where the first slot begins. */
    static final int BYTES = 4096;

    private static final long MAGIC = 0x504F5349584D5131L;
    private static final int VERSION = 1;

    private static final int AT_VERSION = 8;
    private static final int AT_SLOTS = 12;
    private static final int AT_SLOT_BYTES = 16;
    private static final int AT_MAX_MESSAGE_SIZE = 20;
    private static final int AT_NAME_LENGTH = 24;
    private static final int AT_NAME = 28;
    private static final int MAX_NAME = 256;
    private static final int AT_CHECKSUM = AT_NAME + MAX_NAME;

    /** Changes with the owner, so it is not under the checksum. */
    private static final int AT_PID = AT_CHECKSUM + 4;

    void write(ByteBuffer view) {
        byte[] name = queue.getBytes(StandardCharsets.UTF_8);
        view.putLong(0, MAGIC);
        view.putInt(AT_VERSION, VERSION);
        view.putInt(AT_SLOTS, slots);
        view.putInt(AT_SLOT_BYTES, slotBytes);
        view.putInt(AT_MAX_MESSAGE_SIZE, maxMessageSize);
        view.putInt(AT_NAME_LENGTH, name.length);
        view.put(AT_NAME, name);
        view.putInt(AT_CHECKSUM, checksum(view));
        view.putInt(AT_PID, pid);
    }

    static void writeOwner(ByteBuffer view, int pid) {
        view.putInt(AT_PID, pid);
    }

    /** Of a file in which nothing is {@link #wrong(ByteBuffer) wrong}. */
    static JournalHeader read(ByteBuffer view) {
        byte[] name = new byte[view.getInt(AT_NAME_LENGTH)];
        view.get(AT_NAME, name);
        return new JournalHeader(
                new String(name, StandardCharsets.UTF_8),
                view.getInt(AT_SLOTS),
                view.getInt(AT_SLOT_BYTES),
                view.getInt(AT_MAX_MESSAGE_SIZE),
                view.getInt(AT_PID));
    }

    /** Why a file of these bytes, at least {@link #BYTES}, is no journal of that queue; null if it is one. */
    static String wrong(ByteBuffer view, QueueName queue) {
        String wrong = wrong(view);
        if (wrong == null && !read(view).queue().equals(queue.toString())) {
            return "it is of queue " + read(view).queue();
        }
        return wrong;
    }

    /** Why a file of these bytes, at least {@link #BYTES}, is no journal; null if it is one. */
    static String wrong(ByteBuffer view) {
        if (view.getLong(0) != MAGIC) {
            return "it does not begin like a journal";
        }
        if (view.getInt(AT_VERSION) != VERSION) {
            return "it is of version " + view.getInt(AT_VERSION) + " and this is version " + VERSION;
        }
        int nameLength = view.getInt(AT_NAME_LENGTH);
        if (view.getInt(AT_CHECKSUM) != checksum(view) || nameLength < 0 || nameLength > MAX_NAME) {
            return "its header is damaged";
        }
        if (!isQueueName(read(view).queue())) {
            return "it names no queue";
        }
        long size = BYTES + (long) view.getInt(AT_SLOTS) * view.getInt(AT_SLOT_BYTES);
        if (size != view.capacity() || size == BYTES) {
            return "it has " + view.capacity() + " bytes and should have " + size;
        }
        return null;
    }

    private static boolean isQueueName(String name) {
        try {
            return QueueName.of(name).toString().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int checksum(ByteBuffer view) {
        CRC32 crc = new CRC32();
        crc.update(view.duplicate().position(0).limit(AT_CHECKSUM));
        return (int) crc.getValue();
    }
}
