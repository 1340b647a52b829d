package io.github.posixmq.camel;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The class path of the tests as an application has it, from jars, which stay open. It is made once, in a folder that any
 * user may read and that goes when this JVM ends.
 */
final class ClassPathJars {
    private static String path;

    private ClassPathJars() {}

    static synchronized String path() throws IOException {
        if (path == null) {
            Path folder = Files.createTempDirectory("fault-classes");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            List<String> jars = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path source = Path.of(entry);
                if (Files.exists(source)) {
                    Path jar = folder.resolve(jars.size() + "-" + source.getFileName() + ".jar");
                    if (Files.isDirectory(source)) {
                        pack(source, jar);
                    } else {
                        Files.copy(source, jar);
                    }
                    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
                    jars.add(jar.toString());
                }
            }
            path = String.join(File.pathSeparator, jars);
        }
        return path;
    }

    private static void pack(Path folder, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                Stream<Path> paths = Files.walk(folder)) {
            for (Path each : paths.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(folder.relativize(each).toString()));
                Files.copy(each, entries);
            }
        }
    }

    private static void remove(Path folder) {
        try {
            JournalPlace.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
