package io.github.posixmq.example.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Names of users by their numbers, as passwd(5) had them at the start. Immutable. */
final class Users {
    private static final int OWN_UNKNOWN = -1;

    private final Map<String, String> names = new HashMap<>();
    private final int own;

    Users() {
        own = askOwn();
        try {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2) {
                    names.putIfAbsent(fields[2], fields[0]);
                }
            }
        } catch (IOException noFile) {
            // Numbers will do.
        }
    }

    private static int askOwn() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException noProc) {
            return OWN_UNKNOWN;
        }
    }

    String name(int user) {
        return names.getOrDefault(Integer.toString(user), Integer.toString(user));
    }

    /** The number of this process's user, or -1. */
    int own() {
        return own;
    }
}
