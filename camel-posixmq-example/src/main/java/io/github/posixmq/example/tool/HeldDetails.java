package io.github.posixmq.example.tool;

import io.github.posixmq.HeldMessage;
import io.github.posixmq.MessageQueueException;
import java.io.PrintStream;

/** One held message with all that is known of it. */
final class HeldDetails {
    private HeldDetails() {}

    static void print(PrintStream out, HeldMessage message) throws MessageQueueException {
        String body = Printable.body(message.body());
        line(out, "id", message.id());
        line(out, "queue", message.queue());
        line(out, "state", HeldTable.state(message));
        line(out, "owner", HeldTable.owner(message));
        line(out, "priority", message.priority());
        line(out, "bytes", message.length());
        line(out, "deliveries", message.deliveries());
        line(out, "failures", message.failures());
        line(out, "deaths", message.deaths());
        if (message.isRecovered()) {
            line(out, "recovered", "its end was found by the fill: bytes FF at its end may be missing");
        }
        message.quarantinedAt().ifPresent(time -> line(out, "since", time));
        message.quarantineReason().ifPresent(reason -> line(out, "reason", reason));
        line(out, "file", message.file());
        out.println();
        out.print(body);
        if (!body.isEmpty() && !body.endsWith("\n")) {
            out.println();
        }
        out.flush();
    }

    private static void line(PrintStream out, String name, Object value) {
        out.printf("%-10s  %s%n", name, Printable.line(value));
    }
}
