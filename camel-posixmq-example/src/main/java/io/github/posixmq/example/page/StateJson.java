package io.github.posixmq.example.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.posixmq.QueueAttributes;
import io.github.posixmq.QueueLimits;
import io.github.posixmq.QueueStatus;
import io.github.posixmq.camel.QueueActivity;
import io.github.posixmq.example.tool.Users;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.util.URISupport;

/** Writes what the page shows as JSON. Thread-safe. */
final class StateJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final CamelContext context;
    private final Sampler sampler;
    private final boolean control;
    private final Users users = new Users();
    private final long started = System.currentTimeMillis();

    StateJson(CamelContext context, Sampler sampler, boolean control) {
        this.context = context;
        this.sampler = sampler;
        this.control = control;
    }

    /** With the samples after that number; a page that has none yet asks for those after 0. */
    byte[] after(long number) throws IOException {
        Sight sight = sampler.sight(number);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("run", started);
            json.writeNumberField("number", sight.number());
            json.writeStringField("name", context.getName());
            json.writeStringField("version", version());
            json.writeNumberField("uptime", context.getUptime().toSeconds());
            json.writeBooleanField("control", control);
            json.writeStringField("notListed", sight.whyNotListed());
            limits(json, sight);
            json.writeArrayFieldStart("queues");
            for (QueueSight queue : sight.queues()) {
                queue(json, queue);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("routes");
            for (Route route : context.getRoutes()) {
                route(json, route);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static String version() {
        String version = StateJson.class.getPackage().getImplementationVersion();
        return version == null ? "unpacked classes" : version;
    }

    private void limits(JsonGenerator json, Sight sight) throws IOException {
        QueueLimits limits = sight.limits();
        long bytes = 0;
        int own = 0;
        for (QueueSight queue : sight.queues()) {
            if (queue.status() != null && queue.status().owner() == Users.own()) {
                own++;
                bytes += QueueLimits.bytesNeeded(
                        queue.attributes().maxMessages(), queue.attributes().maxMessageSize());
            }
        }
        json.writeObjectFieldStart("limits");
        json.writeStringField("user", users.name(Users.own()));
        json.writeNumberField("queues", sight.queues().size());
        json.writeNumberField("ownQueues", own);
        json.writeNumberField("queuesMax", limits.queuesMax());
        json.writeNumberField("bytes", bytes);
        if (limits.rlimitBytes() != Long.MAX_VALUE) {
            json.writeNumberField("bytesMax", limits.rlimitBytes());
        }
        json.writeNumberField("msgMax", limits.msgMax());
        json.writeNumberField("msgSizeMax", limits.msgSizeMax());
        json.writeEndObject();
    }

    private void queue(JsonGenerator json, QueueSight queue) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", queue.name());
        json.writeStringField("problem", queue.problem());
        if (queue.problem() == null) {
            QueueAttributes attributes = queue.attributes();
            QueueStatus status = queue.status();
            json.writeNumberField("depth", attributes.depth());
            json.writeNumberField("maxMessages", attributes.maxMessages());
            json.writeNumberField("maxMessageSize", attributes.maxMessageSize());
            json.writeStringField("owner", users.name(status.owner()));
            json.writeStringField("mode", String.format("%04o", status.permissions()));
            json.writeNumberField(
                    "age",
                    Math.max(
                            0,
                            Instant.now().getEpochSecond() - status.lastUsed().getEpochSecond()));
            json.writeNumberField("in", queue.in());
            json.writeNumberField("out", queue.out());
        }
        if (queue.activity() != null) {
            activity(json, queue.activity());
        }
        json.writeArrayFieldStart("history");
        for (QueueSight.Point point : queue.history()) {
            json.writeStartArray();
            json.writeNumber(point.number());
            json.writeNumber(point.depth());
            json.writeNumber(Math.round(point.in() * 10) / 10.0);
            json.writeNumber(Math.round(point.out() * 10) / 10.0);
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void activity(JsonGenerator json, QueueActivity activity) throws IOException {
        json.writeNumberField("received", activity.received());
        json.writeNumberField("sent", activity.sent());
        json.writeNumberField("redelivered", activity.redelivered());
        json.writeNumberField("discarded", activity.discarded());
        json.writeNumberField("held", activity.held());
    }

    private void route(JsonGenerator json, Route route) throws IOException {
        String id = route.getRouteId();
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("from", URISupport.sanitizeUri(route.getEndpoint().getEndpointBaseUri()));
        json.writeStringField(
                "state", String.valueOf(context.getRouteController().getRouteStatus(id)));
        json.writeNumberField("inflight", context.getInflightRepository().size(id));
        json.writeNumberField("uptime", Math.max(0, route.getUptimeMillis() / 1000));
        json.writeEndObject();
    }
}
