package io.github.posixmq.example;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The age of this JVM. */
final class Uptime {
    private Uptime() {}

    static String inSeconds() {
        long millis = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        return String.format(Locale.ROOT, "%.1f", millis / 1000.0);
    }
}
