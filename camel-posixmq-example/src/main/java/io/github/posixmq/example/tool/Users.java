package io.github.posixmq.example.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Names of users by their numbers, as passwd(5) had them when it was made. Immutable. */
public final class Users {
    private static final int OWN_UNKNOWN = -1;

    private final Map<String, String> names = new HashMap<>();

    /** Reads {@code /etc/passwd}; without it there are numbers alone. */
    public Users() {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", 4);
                if (fields.length == 4) {
                    names.putIfAbsent(fields[2], fields[0]);
                }
            }
        } catch (IOException noFile) {
            // Numbers will do.
        }
    }

    /**
     * A user's name.
     *
     * @param user its number
     * @return the name, or the number if there is none
     */
    public String name(int user) {
        String number = Integer.toUnsignedString(user);
        return names.getOrDefault(number, number);
    }

    /**
     * The number of this process's user.
     *
     * @return -1 if it cannot be told
     */
    public static int own() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException noProc) {
            return OWN_UNKNOWN;
        }
    }
}
