package io.github.posixmq.example.tool;

import io.github.posixmq.HeldMessage;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Held messages as an aligned table. */
final class HeldTable {
    private static final List<String> HEAD =
            List.of("ID", "QUEUE", "STATE", "OWNER", "PRIORITY", "BYTES", "DELIVERIES", "FAILURES", "DEATHS", "NOTE");

    /** The columns from here to the last but one hold numbers. */
    private static final int FIRST_NUMBER = HEAD.indexOf("PRIORITY");

    private HeldTable() {}

    static void print(PrintStream out, List<HeldMessage> messages) {
        if (messages.isEmpty()) {
            out.println("Nothing is held.");
            return;
        }
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        messages.forEach(each -> rows.add(row(each)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - row.get(i).length());
            boolean isNumber = i >= FIRST_NUMBER && i < widths.length - 1;
            line.append(isNumber ? blanks + row.get(i) : row.get(i) + blanks).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(HeldMessage message) {
        return List.of(
                message.id(),
                Printable.line(message.queue()),
                state(message),
                owner(message),
                Integer.toString(message.priority()),
                Integer.toString(message.length()),
                Integer.toString(message.deliveries()),
                Integer.toString(message.failures()),
                Integer.toString(message.deaths()),
                note(message));
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
