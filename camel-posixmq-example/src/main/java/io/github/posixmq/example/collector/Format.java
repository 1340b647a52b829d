package io.github.posixmq.example.collector;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How events are put together for the collector. */
enum Format {
    /** A JSON array. */
    V2J("2j", "]") {
        @Override
        String head(int events) {
            return "[";
        }
    },

    /** The envelope of Thrift's JSON protocol: a struct whose first field is a list of structs. */
    V2("2", "]}}") {
        @Override
        String head(int events) {
            return "{\"1\":{\"lst\":[\"rec\"," + events + ",";
        }
    };

    private final String label;
    private final String tail;

    Format(String label, String tail) {
        this.label = label;
        this.tail = tail;
    }

    static Format of(String label) {
        for (Format format : values()) {
            if (format.label.equals(label)) {
                return format;
            }
        }
        throw new IllegalArgumentException("collector.format = " + label + " is no format. Write 2j or 2.");
    }

    abstract String head(int events);

    /** The bytes of a payload. */
    int size(int events, long bytesOfEvents) {
        long commas = Math.max(0, events - 1);
        return Math.toIntExact(head(events).length() + bytesOfEvents + commas + tail.length());
    }

    byte[] join(List<byte[]> events) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(ascii(head(events.size())));
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                payload.write(',');
            }
            payload.writeBytes(events.get(i));
        }
        payload.writeBytes(ascii(tail));
        return payload.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
