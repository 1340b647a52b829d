package io.github.posixmq.example.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** The secret that lets somebody start and stop routes. Immutable. */
final class ControlToken {
    private static final int RANDOM_BYTES = 18;
    private static final int SHORTEST = 16;

    private final String text;

    private ControlToken(String text) {
        this.text = text;
    }

    static ControlToken random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new ControlToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The one line of a file that nobody else may read. */
    static ControlToken in(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("The token file " + file + " is not there or cannot be read. Type: (umask 077 &&"
                    + " head -c 18 /dev/urandom | base64 > " + file + ")");
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.removeAll(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        if (!others.isEmpty()) {
            throw new IOException(
                    "The token file " + file + " has more permissions than 0600. Type: chmod 600 " + file);
        }
        String text = Files.readString(file).strip();
        if (text.length() < SHORTEST) {
            throw new IOException("The token in " + file + " has " + text.length() + " characters and needs at least "
                    + SHORTEST + ". Type: (umask 077 && head -c 18 /dev/urandom | base64 > " + file + ")");
        }
        return new ControlToken(text);
    }

    /** Takes the same time wherever the two differ. */
    boolean matches(String other) {
        return other != null
                && MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    String text() {
        return text;
    }
}
