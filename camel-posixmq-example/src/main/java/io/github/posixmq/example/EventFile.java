package io.github.posixmq.example;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file with one JSON value a line (NDJSON), read as bytes: what is sent is what stands in the file. */
final class EventFile {
    private static final String SHIPPED = "/events/events.ndjson";

    private final String name;
    private final Opener opener;

    private EventFile(String name, Opener opener) {
        this.name = name;
        this.opener = opener;
    }

    /** The events that come with this application. */
    static EventFile shipped() {
        return new EventFile("the shipped events", () -> EventFile.class.getResourceAsStream(SHIPPED));
    }

    /** No event at all. */
    static EventFile empty() {
        return new EventFile("no events", InputStream::nullInputStream);
    }

    static EventFile at(Path path) {
        return new EventFile(path.toString(), () -> Files.newInputStream(path));
    }

    /** The given file, or the shipped one if that is null. */
    static EventFile of(Path pathOrNull) {
        return pathOrNull == null ? shipped() : at(pathOrNull);
    }

    /** Hands every event to the action, in the order of the file; blank lines are passed over. */
    void forEach(Action action) throws IOException {
        EventParser parser = new EventParser();
        forEachLine((number, line) -> action.accept(number, line, priority(parser, number, line)));
    }

    private int priority(EventParser parser, long number, byte[] line) throws IOException {
        try {
            return parser.priority(line);
        } catch (IOException e) {
            throw new IOException("Line " + number + " of " + name + " is not JSON: " + e.getMessage(), e);
        }
    }

    /** Hands every line that is not blank to the action, whatever is in it. */
    void forEachLine(LineAction action) throws IOException {
        try (InputStream in = new BufferedInputStream(opener.open(), 1 << 16)) {
            long number = 0;
            for (byte[] line = readLine(in); line != null; line = readLine(in)) {
                number++;
                if (!isBlank(line)) {
                    action.accept(number, line);
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException("There is no file " + name + ".", e);
        }
    }

    private static byte[] readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        return line.toByteArray();
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Opens the file once more from its beginning. */
    private interface Opener {
        InputStream open() throws IOException;
    }

    /** What to do with an event: where it stands, its bytes without the line feed, and the priority it is sent with. */
    interface Action {
        void accept(long line, byte[] body, int priority) throws IOException;
    }

    /** What to do with a line. */
    interface LineAction {
        void accept(long number, byte[] line) throws IOException;
    }
}
