package io.github.posixmq;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Another process: a {@code main} of the test class path in a JVM of its own, or the peer program, which is written in C
 * (or in Python where there is no compiler) and shares no code with the wrapper. It can be given namespaces, limits and
 * a user of its own.
 *
 * <p>Children of this test JVM run from jars that any user may read, because the build directory may lie where only its
 * owner gets to. The object belongs to one thread.
 */
public final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final String NOBODY = "65534";

    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final BufferedWriter input;

    private Child(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** A main class of the test class path in a JVM of its own. */
    public static Builder java(Class<?> main, String... arguments) {
        return new Builder(main, List.of(arguments));
    }

    /** A command of the peer program; the head of {@code peer.c} lists them. */
    public static Builder peer(String... arguments) {
        List<String> command = new ArrayList<>(Shared.peer());
        command.addAll(List.of(arguments));
        return new Builder(null, command);
    }

    /** Compiles a C program of the test resources and runs it; the test ends here if there is no compiler. */
    public static Builder c(String resource, String... arguments) {
        TestQueue.require(Shared.works("cc", "--version"), "there is no C compiler (cc)");
        List<String> command = new ArrayList<>(List.of(Shared.compile(resource)));
        command.addAll(List.of(arguments));
        return new Builder(null, command);
    }

    /** Runs in the child: prints what came of it in one line, which starts with {@code ok} or the exception's name. */
    public static void attempt(Callable<?> action) {
        String line;
        try {
            line = "ok " + action.call();
        } catch (MessageQueueException e) {
            line = e.getClass().getSimpleName() + " " + e.errnoName() + " " + e.getMessage();
        } catch (Throwable t) {
            line = "unexpected " + t;
        }
        System.out.println(line.replace("\n", "\\n"));
        System.out.flush();
    }

    /** Thread that runs this, as the kernel numbers it. */
    public static long tid() {
        try {
            return Long.parseLong(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process's number. Wrapping commands replace themselves, so it is that of the program itself. */
    public long pid() {
        return process.pid();
    }

    /** Next line of the child's output. */
    public String readLine() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!output.ready()) {
            if (!process.isAlive() && !output.ready()) {
                throw new AssertionError("the child ended with " + process.exitValue() + " before it said anything: "
                        + Files.readString(errors));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("the child says nothing: " + Files.readString(errors));
            }
            LockSupport.parkNanos(1_000_000);
        }
        return output.readLine();
    }

    /** Gives the child a line of input. */
    public void writeLine(String line) throws IOException {
        input.write(line);
        input.newLine();
        input.flush();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end of the child and returns the lines it printed and that were not read yet. */
    public List<String> finish() throws Exception {
        List<String> lines = new ArrayList<>();
        Thread reader = new Thread(() -> output.lines().forEach(lines::add));
        reader.start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            kill();
            throw new TimeoutException("the child does not end; it said " + lines + ", " + Files.readString(errors));
        }
        reader.join();
        if (process.exitValue() != 0) {
            throw new AssertionError("the child ended with " + process.exitValue() + ", said " + lines + " and "
                    + Files.readString(errors));
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        kill();
        process.onExit().join();
        Files.deleteIfExists(errors);
    }

    /** What the child runs in. */
    public static final class Builder {
        private final Class<?> main;
        private final List<String> arguments;
        private final List<String> jvmOptions = new ArrayList<>();
        private final List<String> setUp = new ArrayList<>();
        private final List<String> namespaces = new ArrayList<>();
        private final List<String> limits = new ArrayList<>();
        private final List<String> inner = new ArrayList<>();
        private String user;

        private Builder(Class<?> main, List<String> arguments) {
            this.main = main;
            this.arguments = arguments;
        }

        /** Options of the child JVM. */
        public Builder jvm(String... options) {
            jvmOptions.addAll(List.of(options));
            return this;
        }

        /** A shell command that runs before the program, in its namespaces but with the rights of the test. */
        public Builder setUp(String command) {
            setUp.add(command);
            return this;
        }

        /** An IPC namespace of its own: no queues, and limits that may be written without harm to the machine. */
        public Builder privateIpc() {
            return namespace("-i");
        }

        /** A mount namespace of its own. */
        public Builder privateMounts() {
            return namespace("-m");
        }

        private Builder namespace(String flag) {
            namespaces.add(flag);
            List<String> probe = unshare(namespaces);
            probe.add("true");
            TestQueue.require(
                    Shared.works(probe.toArray(String[]::new)),
                    "this user may not do: " + String.join(" ", probe) + " (run as root, or allow user namespaces)");
            return this;
        }

        /** An IPC namespace entered after the {@link #setUp} commands. */
        public Builder privateIpcAfterSetUp() {
            inner.addAll(List.of("unshare", "-i"));
            return this;
        }

        /** A resource limit, soft and hard, by its prlimit(1) option, for example {@code --nofile=64}. */
        public Builder limit(String option) {
            limits.add(option);
            return this;
        }

        /** A user who is not root and passes no check by privilege: nobody, or the user of the test if not root. */
        public Builder asOrdinaryUser() {
            return isRoot() ? asUser(NOBODY) : this;
        }

        /** An ordinary user to whom the kernel has charged nothing so far, if the test may choose one. */
        public Builder asFreshUser() {
            return isRoot()
                    ? asUser(Long.toString(100_000 + ProcessHandle.current().pid() % 900_000))
                    : this;
        }

        /** Some other user than that of the test; the test ends here if it may not become one. */
        public Builder asStranger() {
            TestQueue.require(isRoot(), "only root can act as two users");
            return asUser(NOBODY);
        }

        private Builder asUser(String uid) {
            user = uid;
            return this;
        }

        /** Runs the program to its end and returns the lines it printed. */
        public List<String> run() throws Exception {
            try (Child child = start()) {
                return child.finish();
            }
        }

        /** Runs the program to its end and returns the only line it printed. */
        public String runForLine() throws Exception {
            List<String> lines = run();
            if (lines.size() != 1) {
                throw new AssertionError("one line was expected, not " + lines);
            }
            return lines.get(0);
        }

        /** Starts the program. */
        public Child start() throws IOException {
            Path errors = Files.createTempFile("child", ".err");
            return new Child(
                    new ProcessBuilder(command()).redirectError(errors.toFile()).start(), errors);
        }

        private List<String> command() {
            List<String> command = new ArrayList<>();
            if (!namespaces.isEmpty()) {
                command.addAll(unshare(namespaces));
            }
            if (!setUp.isEmpty()) {
                command.addAll(List.of("sh", "-e", "-c", String.join("\n", setUp) + "\nexec \"$@\"", "sh"));
            }
            command.addAll(inner);
            if (!limits.isEmpty()) {
                command.add("prlimit");
                command.addAll(limits);
            }
            if (user != null) {
                command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
            }
            if (main != null) {
                addJava(command);
            }
            command.addAll(arguments);
            return command;
        }

        private void addJava(List<String> command) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
            if (Runtime.version().feature() >= 22) {
                command.add("--enable-native-access=ALL-UNNAMED");
            }
            if (user != null) {
                command.add("-Djna.tmpdir=" + Shared.openFolder());
            }
            String binding = System.getProperty(BindingChoice.PROPERTY);
            if (binding != null) {
                command.add("-D" + BindingChoice.PROPERTY + "=" + binding);
            }
            command.addAll(jvmOptions);
            command.addAll(List.of("-cp", Shared.classPath(), main.getName()));
        }

        private static boolean isRoot() {
            return Shared.ROOT;
        }

        private static List<String> unshare(List<String> namespaces) {
            List<String> command = new ArrayList<>(List.of("unshare"));
            if (!Shared.ROOT) {
                command.add("-Ur");
            }
            command.addAll(namespaces);
            return command;
        }
    }

    /** What all children share, made when first needed, below a folder that goes when this JVM ends. */
    private static final class Shared {
        static final boolean ROOT = isRoot();
        private static final Path FOLDER = folder();
        private static String classPath;
        private static List<String> peer;

        private static boolean isRoot() {
            try {
                return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path folder() {
            try {
                Path folder = Files.createTempDirectory("posixmq-tests");
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path folder) {
            try (Stream<Path> paths = Files.walk(folder)) {
                paths.sorted(java.util.Comparator.reverseOrder())
                        .map(Path::toFile)
                        .forEach(File::delete);
            } catch (IOException e) {
                System.err.println("not deleted: " + folder + ", " + e);
            }
        }

        /** A folder in which every user may write. */
        static synchronized String openFolder() {
            try {
                Path folder = FOLDER.resolve("open");
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
                return folder.toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static synchronized String classPath() {
            if (classPath == null) {
                classPath = String.join(
                        File.pathSeparator,
                        readable(MessageQueue.class),
                        readable(Child.class),
                        readable(com.sun.jna.Native.class),
                        readable(org.junit.jupiter.api.extension.Extension.class),
                        readable(org.opentest4j.TestAbortedException.class),
                        readable(org.junit.platform.commons.JUnitException.class));
            }
            return classPath;
        }

        private static String readable(Class<?> member) {
            try {
                Path source = Path.of(member.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                Path jar = FOLDER.resolve(member.getSimpleName() + ".jar");
                if (Files.isDirectory(source)) {
                    pack(source, jar);
                } else {
                    Files.copy(source, jar);
                }
                Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
                return jar.toString();
            } catch (IOException | java.net.URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void pack(Path folder, Path jar) throws IOException {
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream entries = new JarOutputStream(file);
                    Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    entries.putNextEntry(new JarEntry(folder.relativize(path).toString()));
                    Files.copy(path, entries);
                }
            }
        }

        static synchronized List<String> peer() {
            if (peer == null) {
                if (works("cc", "--version")) {
                    peer = List.of(compile("peer.c"));
                } else {
                    TestQueue.require(works("python3", "--version"), "there is neither cc nor python3");
                    peer = List.of("python3", unpack("peer.py").toString());
                }
            }
            return peer;
        }

        static synchronized String compile(String resource) {
            Path source = unpack(resource);
            String program = source.toString().replaceAll("\\.c$", "");
            if (!Files.exists(Path.of(program))
                    && !works("cc", "-D_GNU_SOURCE", "-Wall", "-O1", "-o", program, source.toString(), "-lrt")) {
                throw new AssertionError("cc does not compile " + resource);
            }
            return program;
        }

        private static Path unpack(String resource) {
            Path target = FOLDER.resolve(resource);
            try (InputStream text = Child.class.getResourceAsStream(resource)) {
                if (!Files.exists(target)) {
                    Files.copy(text, target);
                }
                return target;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static boolean works(String... command) {
            try {
                return new ProcessBuilder(command)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
