package io.github.posixmq.example.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.posixmq.HeldMessage;
import io.github.posixmq.UnreadableFile;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Held messages for programs. */
final class HeldJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private HeldJson() {}

    static void write(PrintStream out, List<HeldMessage> messages, List<UnreadableFile> unreadable) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeArrayFieldStart("messages");
            for (HeldMessage each : messages) {
                write(json, each);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("unreadable");
            for (UnreadableFile each : unreadable) {
                json.writeStartObject();
                json.writeStringField("path", each.path().toString());
                json.writeStringField("reason", each.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.println();
    }

    private static void write(JsonGenerator json, HeldMessage message) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", message.id());
        json.writeStringField("queue", message.queue().toString());
        json.writeStringField("state", HeldTable.state(message));
        if (message.ownerPid().isPresent()) {
            json.writeNumberField("ownerPid", message.ownerPid().getAsInt());
            json.writeBooleanField("ownerAlive", message.isOwnerAlive());
        }
        json.writeNumberField("priority", message.priority());
        json.writeNumberField("bytes", message.length());
        json.writeNumberField("deliveries", message.deliveries());
        json.writeNumberField("failures", message.failures());
        json.writeNumberField("deaths", message.deaths());
        json.writeBooleanField("recovered", message.isRecovered());
        if (message.quarantinedAt().isPresent()) {
            json.writeStringField("quarantinedAt", message.quarantinedAt().get().toString());
            json.writeStringField("reason", message.quarantineReason().orElse(""));
        }
        json.writeStringField("file", message.file().toString());
        json.writeEndObject();
    }
}
