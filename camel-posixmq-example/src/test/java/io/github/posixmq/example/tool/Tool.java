package io.github.posixmq.example.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The tool in a process of its own, with files for its three streams; gone at the end. */
final class Tool implements AutoCloseable {
    private static final long LONGEST_SECONDS = 60;

    private final Path folder;
    private final Process process;

    private Tool(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static List<String> command(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PosixMq.class.getName()));
        command.addAll(List.of(args));
        return command;
    }

    static Tool start(Path parent, byte[] input, List<String> command) throws IOException {
        Path folder = Files.createTempDirectory(parent, "tool");
        Path in = Files.write(folder.resolve("in"), input);
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        return new Tool(folder, process);
    }

    byte[] outBytes() throws IOException {
        return Files.readAllBytes(folder.resolve("out"));
    }

    String out() throws IOException {
        return new String(outBytes(), UTF_8);
    }

    String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    int exitStatus() throws Exception {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Still running after " + LONGEST_SECONDS + " s; it said:\n" + out() + err());
        }
        return process.exitValue();
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
