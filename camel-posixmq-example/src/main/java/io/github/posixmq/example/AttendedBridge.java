package io.github.posixmq.example;

import java.io.IOException;

/** {@link Bridge} for a parent process that may die: its standard input is at its end then, and so is the bridge. */
public final class AttendedBridge {
    private AttendedBridge() {}

    /**
     * Runs the command line.
     *
     * @param args those of {@link Bridge}
     */
    public static void main(String[] args) {
        Thread attendance = new Thread(AttendedBridge::endWithParent, "parent-attendance");
        attendance.setDaemon(true);
        attendance.start();
        Bridge.main(args);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said; only the end counts.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        System.exit(1);
    }
}
