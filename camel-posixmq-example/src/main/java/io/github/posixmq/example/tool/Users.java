package io.github.posixmq.example.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Names of users from {@code /etc/passwd}; others are shown by their number. For one thread. */
final class Users {
    private final Map<Integer, String> names = new HashMap<>();

    Users() {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
                String[] fields = line.split(":", 4);
                if (fields.length == 4 && fields[2].matches("\\d{1,9}")) {
                    names.putIfAbsent(Integer.parseInt(fields[2]), fields[0]);
                }
            }
        } catch (IOException e) {
            // Numbers will do.
        }
    }

    String name(int user) {
        return names.getOrDefault(user, Integer.toUnsignedString(user));
    }

    /** This process's. */
    static int own() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
