package io.github.posixmq;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Finds out from {@code /proc/locks} which process has a file locked by flock(2). */
final class LockHolder {
    static final int UNKNOWN = 0;

    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final int KIND = 1;
    private static final int PID = 4;
    private static final int FILE = 5;

    private LockHolder() {}

    /** Its number, or {@link #UNKNOWN} for one that cannot be seen from here, in another PID namespace say. */
    static int of(FileStatus file) {
        String id = String.format("%02x:%02x:%d", file.device() >>> 32, (int) file.device(), file.inode());
        for (String line : locks()) {
            List<String> fields = BLANKS.splitAsStream(line.trim()).toList();
            if (fields.size() > FILE
                    && fields.get(KIND).equals("FLOCK")
                    && fields.get(FILE).equals(id)) {
                return Integer.parseInt(fields.get(PID));
            }
        }
        return UNKNOWN;
    }

    private static List<String> locks() {
        try {
            return Files.readAllLines(Path.of("/proc/locks"));
        } catch (IOException noProc) {
            return List.of();
        }
    }
}
