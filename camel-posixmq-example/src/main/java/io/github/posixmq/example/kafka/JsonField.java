package io.github.posixmq.example.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Finds a field in a JSON object without building the object. Any thread. */
final class JsonField {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonField() {}

    /** The text, number or truth value of that field of the object itself; null if there is none, or this is no object. */
    static String of(byte[] body, String field) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = json.currentName().equals(field);
                JsonToken value = json.nextToken();
                if (found) {
                    return value.isScalarValue() && value != JsonToken.VALUE_NULL ? json.getText() : null;
                }
                json.skipChildren();
            }
            return null;
        } catch (IOException e) {
            return null;
        }
    }
}
