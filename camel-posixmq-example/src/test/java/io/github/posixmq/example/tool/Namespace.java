package io.github.posixmq.example.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.posixmq.MessageQueue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * IPC and mount namespaces with an mqueue file system of their own at {@code /dev/mqueue}, in which a user with no other
 * queues runs the tool. Only root can make them. For one thread.
 */
final class Namespace {
    /** To this user the kernel has charged nothing so far. */
    final String user = Long.toString(100_000 + ProcessHandle.current().pid() % 900_000);

    private final Path folder;
    private final List<String> script = new ArrayList<>(List.of(
            "mkdir \"$1/dev\" && mount --rbind /dev \"$1/dev\" && mount -t tmpfs -o mode=755 none /dev",
            "for f in null zero random urandom; do touch /dev/$f; mount --bind \"$1/dev/$f\" /dev/$f; done",
            "mkdir /dev/mqueue && mount -t mqueue none /dev/mqueue"));

    /** Ends the test where this cannot be done; in CI it fails. */
    Namespace(Path folder) throws Exception {
        this.folder = folder;
        String[] probe = {"unshare", "-m", "-i", "setpriv", "--reuid=" + user, "--clear-groups", "true"};
        if (new ProcessBuilder(probe).start().waitFor() != 0) {
            String reason = "only root can run this as another user in namespaces of its own";
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                fail(reason);
            }
            abort(reason);
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Class<?> member : members()) {
            readable(member);
        }
    }

    private static List<Class<?>> members() {
        return List.of(
                PosixMq.class,
                Session.class,
                MessageQueue.class,
                picocli.CommandLine.class,
                JsonFactory.class,
                com.sun.jna.Native.class);
    }

    /** The build directory may lie where only its owner gets to. */
    private void readable(Class<?> member) throws Exception {
        Path source = Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path jar = folder.resolve(member.getSimpleName() + ".jar");
        if (Files.isDirectory(source)) {
            pack(source, jar);
        } else {
            Files.copy(source, jar);
        }
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                Stream<Path> paths = Files.walk(classes)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                Files.copy(path, entries);
            }
        }
    }

    /** A command of the shell, as root. */
    Namespace root(String command) {
        script.add(command);
        return this;
    }

    /** Commands of a {@link Session} as {@link #user}, whose RLIMIT_MSGQUEUE is that many bytes. */
    Namespace asUser(int rlimit, String... commands) {
        return root("prlimit --msgqueue=" + rlimit + " setpriv --reuid=" + user + " --regid=" + user
                + " --clear-groups " + session(commands));
    }

    /** Commands of a {@link Session} as root. */
    Namespace asRoot(String... commands) {
        return root(session(commands));
    }

    private String session(String... commands) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return "'" + java + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m --enable-native-access=ALL-UNNAMED"
                + " -Djna.tmpdir=\"$1/tmp\" -cp \"$1/*\" " + Session.class.getName() + " '"
                + String.join("' '", commands) + "'";
    }

    /** Runs all of it and returns what each command of the sessions printed, by the command; the last one of its kind. */
    Map<String, String> run() throws Exception {
        List<String> command =
                List.of("unshare", "-m", "-i", "sh", "-e", "-c", String.join("\n", script), "sh", folder.toString());
        Map<String, String> outputs = new LinkedHashMap<>();
        try (Tool tool = Tool.start(folder, new byte[0], command)) {
            assertThat(tool.exitStatus()).as(tool.out() + tool.err()).isZero();
            for (String part : tool.out().substring(2).split("(?m)^\\$ ", -1)) {
                int end = part.indexOf('\n');
                outputs.put(part.substring(0, end), part.substring(end + 1));
            }
        }
        return outputs;
    }
}
