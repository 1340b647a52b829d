package io.github.posixmq;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a directory with readdir(3), whose names are exact whatever locale the JVM was started in. */
final class DirectoryListing {
    /** struct dirent: d_reclen and d_name. */
    private static final int RECLEN = 16;

    private static final int NAME = 19;

    private DirectoryListing() {}

    /**
     * The names in a directory, without {@code .}, {@code ..} and those that are not UTF-8.
     *
     * @return null with the errno in {@link Errno#last} if it cannot be opened
     */
    static List<String> of(byte[] path) {
        long directory = Libc.opendir(path);
        if (directory == Libc.NULL) {
            return null;
        }
        try {
            List<String> names = new ArrayList<>();
            for (long entry = Libc.readdir(directory); entry != Libc.NULL; entry = Libc.readdir(directory)) {
                addName(entry, names);
            }
            return names;
        } finally {
            Libc.closedir(directory);
        }
    }

    private static void addName(long entry, List<String> names) {
        int bytes = Short.toUnsignedInt(Libc.view(entry, NAME).getShort(RECLEN));
        ByteBuffer name = Libc.view(entry, bytes).position(NAME);
        int end = NAME;
        while (name.get(end) != 0) {
            end++;
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(name.limit(end)).toString();
            if (!decoded.equals(".") && !decoded.equals("..")) {
                names.add(decoded);
            }
        } catch (CharacterCodingException notUtf8) {
            // callers say what that means to them
        }
    }
}
