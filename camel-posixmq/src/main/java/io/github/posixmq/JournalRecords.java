package io.github.posixmq;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the messages in a journal file and changes nothing, also while a living owner goes on with it: a slot that changes
 * meanwhile is read again, and left out if it goes on changing. Not thread-safe.
 */
final class JournalRecords {
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int TRIES = 10;
    private static final int ID_BYTES = 6;

    private final String fileName;
    private final ByteBuffer view;
    private final JournalHeader header;
    private final boolean owned;

    /**
     * Of the bytes of a file in whose header nothing is wrong.
     *
     * @param owned whether it has an owner who lives and may change it
     */
    JournalRecords(String fileName, ByteBuffer view, boolean owned) {
        this.fileName = fileName;
        this.view = view;
        this.header = JournalHeader.read(view);
        this.owned = owned;
    }

    /** All messages that are not done with, by their ids, in the order of the file. */
    Map<String, JournalRecord> byId() throws JournalFile.Unreadable {
        Map<String, JournalRecord> all = new LinkedHashMap<>();
        for (int slot = 0; slot < header.slots(); slot++) {
            all.putAll(byId(slot));
        }
        return all;
    }

    private Map<String, JournalRecord> byId(int slot) throws JournalFile.Unreadable {
        for (int i = 0; i < TRIES; i++) {
            Map<String, JournalRecord> messages = new LinkedHashMap<>();
            List<JournalRecord> read = read(slot);
            read.forEach(each -> messages.put(id(each), each));
            if (isUnchanged(slot, read)) {
                return messages;
            }
            Thread.onSpinWait();
        }
        return Map.of();
    }

    private boolean isUnchanged(int slot, List<JournalRecord> read) throws JournalFile.Unreadable {
        VarHandle.acquireFence();
        return !owned || read(slot).containsAll(read);
    }

    /** The messages of a slot; of a file with an owner, those that could be read. */
    List<JournalRecord> inSlot(int slot) throws JournalFile.Unreadable {
        return read(slot);
    }

    /** Whether all messages of a file without owner are done with. */
    boolean isEmpty() throws JournalFile.Unreadable {
        for (int slot = 0; slot < header.slots(); slot++) {
            if (!read(slot).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The message of that id, if it is still at that place; else null. */
    JournalRecord find(int at, String id) throws JournalFile.Unreadable {
        return byId((at - JournalHeader.BYTES) / header.slotBytes()).get(id);
    }

    /** The body of a message; null if it is done with by now. */
    byte[] body(JournalRecord message) throws JournalFile.Unreadable {
        byte[] body = new byte[message.length()];
        view.get(message.at() + RecordLayout.HEADER, body);
        int slot = (message.at() - JournalHeader.BYTES) / header.slotBytes();
        return isUnchanged(slot, List.of(message)) ? body : null;
    }

    /** Made from place and content: another message at the place has another one, and it is the same after a takeover. */
    private String id(JournalRecord message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String head = fileName + " " + message.at() + " " + message.priority() + " " + message.length() + "\n";
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            digest.update(view.slice(message.at() + RecordLayout.HEADER, message.length()));
            return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** The messages of a slot; of an owned one as many as could be read. */
    private List<JournalRecord> read(int slot) throws JournalFile.Unreadable {
        List<JournalRecord> messages = new ArrayList<>();
        int at = JournalHeader.BYTES + slot * header.slotBytes();
        int end = at + header.slotBytes();
        while (at + RecordLayout.HEADER <= end) {
            int stateAndDeaths = (int) INTS.getAcquire(view, at + RecordLayout.STATE);
            int state = stateAndDeaths & RecordLayout.STATE_MASK;
            if (state == RecordLayout.BLANK) {
                if (!owned && field(at, RecordLayout.PRIORITY) != -1) {
                    messages.add(unaccounted(at, end));
                }
                break;
            }
            JournalRecord message = accounted(at, state, stateAndDeaths >>> RecordLayout.DEATHS_SHIFT);
            if (state == RecordLayout.DONE && message.length() == -1) {
                break;
            }
            if (!isSound(message, state, end)) {
                if (owned) {
                    break;
                }
                throw new JournalFile.Unreadable(null, "the record at byte " + at + " is damaged");
            }
            if (state != RecordLayout.DONE) {
                messages.add(message);
            }
            at += RecordLayout.bytes(message.length());
        }
        return messages;
    }

    private JournalRecord accounted(int at, int state, int deaths) {
        return new JournalRecord(
                at,
                state == RecordLayout.DELIVERING,
                field(at, RecordLayout.LENGTH),
                field(at, RecordLayout.PRIORITY),
                field(at, RecordLayout.DELIVERIES),
                field(at, RecordLayout.FAILURES),
                deaths,
                (field(at, RecordLayout.MARKS) & RecordLayout.RECOVERED) != 0,
                view.getLong(at + RecordLayout.SEQUENCE));
    }

    /** A message whose receiver was killed before it accounted for it. */
    private JournalRecord unaccounted(int at, int end) {
        int body = at + RecordLayout.HEADER;
        int length = RecordLayout.filledLength(view, body, Math.min(header.maxMessageSize(), end - body));
        return new JournalRecord(
                at, false, length, field(at, RecordLayout.PRIORITY), 0, 0, 0, true, JournalRecord.UNACCOUNTED);
    }

    /** Of a message that is done with, all but the length may be blank again. */
    private boolean isSound(JournalRecord message, int state, int end) {
        int room = Math.min(header.maxMessageSize(), end - message.at() - RecordLayout.HEADER);
        boolean skippable = message.length() >= 0 && message.length() <= room;
        boolean whole = message.priority() >= 0
                && message.priority() <= MessageQueue.MAX_PRIORITY
                && message.deliveries() >= 0
                && message.failures() >= 0;
        return skippable && (state == RecordLayout.DONE || (whole && isKept(state)));
    }

    private static boolean isKept(int state) {
        return state == RecordLayout.HELD || state == RecordLayout.DELIVERING;
    }

    private int field(int at, int offset) {
        return view.getInt(at + offset);
    }
}
