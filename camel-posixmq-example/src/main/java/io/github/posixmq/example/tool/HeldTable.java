package io.github.posixmq.example.tool;

import io.github.posixmq.HeldMessage;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Held messages as an aligned table. */
final class HeldTable {
    private HeldTable() {}

    static void print(PrintStream out, List<HeldMessage> messages) {
        if (messages.isEmpty()) {
            out.println("Nothing is held.");
            return;
        }
        Table table = new Table(
                "ID", "QUEUE", "STATE", "OWNER", "PRIORITY", "BYTES", "DELIVERIES", "FAILURES", "DEATHS", "NOTE");
        messages.forEach(each -> table.add(row(each)));
        table.print(out);
    }

    private static String[] row(HeldMessage message) {
        return new String[] {
            message.id(),
            Printable.line(message.queue()),
            state(message),
            owner(message),
            Integer.toString(message.priority()),
            Integer.toString(message.length()),
            Integer.toString(message.deliveries()),
            Integer.toString(message.failures()),
            Integer.toString(message.deaths()),
            note(message)
        };
    }

    static String state(HeldMessage message) {
        return message.state().name().toLowerCase(Locale.ROOT);
    }

    static String owner(HeldMessage message) {
        if (message.ownerPid().isEmpty()) {
            return "-";
        }
        return message.ownerPid().getAsInt() + (message.isOwnerAlive() ? "" : " (dead)");
    }

    private static String note(HeldMessage message) {
        String reason = message.quarantineReason().map(Printable::line).orElse("");
        return message.isRecovered() ? "recovered" + (reason.isEmpty() ? "" : "; " + reason) : reason;
    }
}
