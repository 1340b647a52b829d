package io.github.posixmq.example.collector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Tells whether bytes are one JSON value in UTF-8. Any thread. */
final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /** Why they are not, as a sentence; null if they are. */
    static String complaint(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return complaint(text);
        } catch (CharacterCodingException e) {
            return "It is not UTF-8.";
        } catch (JsonProcessingException e) {
            return "It is not JSON: " + e.getOriginalMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String complaint(String text) throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() == null) {
                return "It is empty.";
            }
            json.skipChildren();
            return json.nextToken() == null ? null : "It is more than one JSON value.";
        }
    }
}
