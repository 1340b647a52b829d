package io.github.posixmq.example;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads from an event what the feeder needs to know: that it is JSON, and how urgent it is. One thread at a time. */
final class EventParser {
    /** For an event without a level: the middle, and what JMS takes as normal. */
    static final int NORMAL_PRIORITY = 4;

    private final JsonFactory json = new JsonFactory();

    /**
     * The priority that goes with the event's field {@code level}.
     *
     * @throws IOException if the line is not exactly one JSON value; the message says why, in one line
     */
    int priority(byte[] line) throws IOException {
        // A reader, since the parser would else guess the encoding; JSON between processes is UTF-8.
        InputStreamReader text =
                new InputStreamReader(new ByteArrayInputStream(line), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = json.createParser(text)) {
            String level = null;
            int depth = 0;
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (depth == 0 && ++values > 1) {
                    throw new IOException("there is more than one value in it");
                }
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (depth == 1 && token == JsonToken.VALUE_STRING && "level".equals(parser.currentName())) {
                    level = parser.getText();
                }
            }
            return of(level);
        } catch (JsonProcessingException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    private static int of(String level) {
        return switch (level == null ? "" : level.toLowerCase(Locale.ROOT)) {
            case "trace" -> 0;
            case "debug" -> 2;
            case "warn", "warning" -> 6;
            case "error" -> 8;
            case "fatal" -> 9;
            default -> NORMAL_PRIORITY;
        };
    }
}
