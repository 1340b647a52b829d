package io.github.posixmq.example.collector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A file of what nobody takes, one JSON object a line: {@code time}, {@code reason}, and the message as {@code event}, or
 * as {@code base64} if it is no text. Any thread, and one process at a time.
 */
public final class DeadLetters {
    private static final JsonFactory JSON = new JsonFactory();

    private Path file;

    /**
     * Says which file. It is created with mode 0600 when the first message comes.
     *
     * @param name in a folder that is there
     * @throws IllegalArgumentException if nothing can be written there
     */
    public void setFile(String name) {
        Path path = Path.of(name).toAbsolutePath();
        if (!Files.isWritable(Files.exists(path) ? path : path.getParent()) || Files.isDirectory(path)) {
            throw new IllegalArgumentException("collector.dead-letters = " + name
                    + " cannot be written. Name a file in a folder that this user may write to.");
        }
        file = path;
    }

    /** Appends them; returns when they are on the disk. */
    synchronized void append(List<DeadLetter> letters) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (DeadLetter letter : letters) {
            lines.writeBytes(line(letter));
            lines.write('\n');
        }
        try (FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer rest = ByteBuffer.wrap(lines.toByteArray());
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
    }

    private static byte[] line(DeadLetter letter) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", Instant.now().toString());
            json.writeStringField("reason", letter.reason());
            try {
                json.writeStringField("event", text(letter.body()));
            } catch (CharacterCodingException e) {
                json.writeBinaryField("base64", letter.body());
            }
            json.writeEndObject();
        }
        return line.toByteArray();
    }

    private static String text(byte[] body) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    }
}
