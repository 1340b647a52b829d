package io.github.posixmq.example;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with the classes of this one, for a part of the demonstration that has a process of its own. */
final class ChildJvm {
    private ChildJvm() {}

    /** The command that runs a main class with these arguments. */
    static ProcessBuilder of(Class<?> main, List<String> args) {
        return of(main, args, List.of());
    }

    /** The command with options for the JVM as well. */
    static ProcessBuilder of(Class<?> main, List<String> args, List<String> jvmOptions) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // For a run of seconds: half the CPU time, since nothing is compiled twice.
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(args);
        return new ProcessBuilder(command);
    }
}
