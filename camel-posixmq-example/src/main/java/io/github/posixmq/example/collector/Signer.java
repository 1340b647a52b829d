package io.github.posixmq.example.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs payloads with a key that the collector knows too. Set up once, then used by any thread. */
public final class Signer {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private String keyName = "";
    private SecretKeySpec key;

    /**
     * Says how the collector knows the key.
     *
     * @param name letters, digits, dots, dashes and underscores
     * @throws IllegalArgumentException if it is anything else
     */
    public void setKeyName(String name) {
        if (!name.matches("[\\w.-]+")) {
            throw new IllegalArgumentException(
                    "collector.key-name = " + name + " has other characters than letters, digits, '.', '-' and '_'.");
        }
        keyName = name;
    }

    /**
     * Reads the key.
     *
     * @param file a file of which only its owner may read the Base64 text in it
     * @throws IllegalArgumentException if it cannot be used; the message says what to do
     */
    public void setSecretFile(String file) {
        try {
            key = new SecretKeySpec(secret(Path.of(file)), ALGORITHM);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "collector.secret-file = " + file + " cannot be read: " + e + ". Write the key there in Base64.",
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("collector.secret-file = " + file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] secret(Path file) throws IOException {
        if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IllegalArgumentException("others may use the file. Type chmod 600 " + file);
        }
        byte[] secret = Base64.getDecoder().decode(Files.readString(file).strip());
        if (secret.length == 0) {
            throw new IllegalArgumentException("the file is empty. Write the key there in Base64.");
        }
        return secret;
    }

    /** The value of the header {@code X-Signature} for a payload. */
    String sign(byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return "key=" + keyName + ", mac=" + HexFormat.of().formatHex(mac.doFinal(payload));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot do " + ALGORITHM + ".", e);
        }
    }
}
