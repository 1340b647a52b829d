package io.github.posixmq.example;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

/**
 * Answers requests: takes {@code {"id":…,"text":…}} from one queue and sends {@code {"id":…,"reply":…}} to another, where
 * the asker knows its answer by the id. A POSIX message has no headers, so the id stands in the body.
 *
 * <p>Failure: a request is held until its reply is in the queue of replies. After a kill it is answered once more, so an
 * asker takes the first reply of an id and drops others. A request without an id cannot be answered and goes to the log.
 */
public final class RequestReply extends RouteBuilder {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public void configure() {
        onException(IllegalArgumentException.class)
                .handled(true)
                .log(LoggingLevel.WARN, "A request without an answer: ${exception.message}");

        from("posixmq:{{example.requests:/requests}}?maxMessages=10&maxMessageSize=1024")
                .routeId("request-reply")
                .process(RequestReply::answer)
                .to("posixmq:{{example.replies:/replies}}?maxMessages=10&maxMessageSize=1024");
    }

    private static void answer(Exchange exchange) {
        String id = null;
        String text = "";
        try (JsonParser request = JSON.createParser(exchange.getMessage().getBody(byte[].class))) {
            request.nextToken();
            for (String field = request.nextFieldName(); field != null; field = request.nextFieldName()) {
                String value = request.nextTextValue();
                request.skipChildren();
                if (field.equals("id")) {
                    id = value;
                } else if (field.equals("text") && value != null) {
                    text = value;
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON object", e);
        }
        if (id == null) {
            throw new IllegalArgumentException("it has no text \"id\"");
        }
        exchange.getMessage().setBody(reply(id, text.toUpperCase(Locale.ROOT)));
    }

    private static String reply(String id, String text) {
        StringWriter reply = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(reply)) {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("reply", text);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("A string cannot be full.", e);
        }
        return reply.toString();
    }
}
