package io.github.posixmq.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The route files of a folder, in the order of their names. Immutable. */
final class RouteFolder {
    private static final String NAMES = ".+\\.(yaml|xml)";

    private final Path folder;
    private final List<Path> files;

    private RouteFolder(Path folder, List<Path> files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * Looks what is there now.
     *
     * @throws IOException if the folder cannot be read or has no route files
     */
    static RouteFolder of(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(
                            file -> file.getFileName().toString().matches(NAMES))
                    .map(Path::toAbsolutePath)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new IOException("There is no route file, *.yaml or *.xml, in the folder " + folder
                        + ". Copy one there, or name another folder with --routes.");
            }
            return new RouteFolder(folder, files);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "There is no folder " + folder + ". Name the one of the route files with --routes.", e);
        }
    }

    /** Whether the text stands in one of the files. */
    boolean mentions(String text) {
        return files.stream().anyMatch(file -> contains(file, text));
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException("The route file " + file + " cannot be read: " + Reason.of(e), e);
        }
    }

    /** The files as Camel's {@code routesIncludePattern} takes them. */
    String includePattern() {
        return files.stream().map(file -> "file:" + file).collect(Collectors.joining(","));
    }

    /** The names of the files, for a person. */
    @Override
    public String toString() {
        return files.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining(", ", "", " in "))
                + folder;
    }
}
