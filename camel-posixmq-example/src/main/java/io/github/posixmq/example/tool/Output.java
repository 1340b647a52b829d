package io.github.posixmq.example.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.posixmq.ReceivedMessage;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Received messages on standard output, each in one write(2) and in full before the call returns; for one thread.
 */
final class Output {
    private final byte[] separatorOrNull;
    private final boolean isJson;

    /**
     * Writes nothing yet.
     *
     * @param separatorOrNull what comes after a body; null for nothing
     * @param isJson one JSON object a line instead
     */
    Output(byte[] separatorOrNull, boolean isJson) {
        this.separatorOrNull = separatorOrNull;
        this.isJson = isJson;
    }

    /**
     * Writes a message.
     *
     * @throws IOException if it was not taken, or not all of it
     */
    void write(ReceivedMessage message, boolean redelivered) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.body().length + 128);
        if (isJson) {
            json(bytes, message, redelivered);
            bytes.write('\n');
        } else {
            bytes.writeBytes(message.body());
            if (separatorOrNull != null) {
                bytes.writeBytes(separatorOrNull);
            }
        }
        // System.out would hide an error, and closing a stream would close the descriptor
        @SuppressWarnings("resource")
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        out.write(bytes.toByteArray());
    }

    private static void json(OutputStream out, ReceivedMessage message, boolean redelivered) throws IOException {
        String text = text(message.body());
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField(
                    "body", text != null ? text : Base64.getEncoder().encodeToString(message.body()));
            json.writeBooleanField("base64", text == null);
            json.writeNumberField("priority", message.priority());
            json.writeNumberField("length", message.body().length);
            json.writeBooleanField("redelivered", redelivered);
            json.writeEndObject();
        }
    }

    /** Null if it is not UTF-8. */
    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
