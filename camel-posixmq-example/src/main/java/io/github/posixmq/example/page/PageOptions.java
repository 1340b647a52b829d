package io.github.posixmq.example.page;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the live page, for a command to mix in. Filled once by picocli, then only read. */
public final class PageOptions {
    static final int DEFAULT_PORT = 9876;

    @Option(
            names = "--page-port",
            paramLabel = "PORT",
            defaultValue = "" + DEFAULT_PORT,
            description =
                    "With --serve: TCP port on 127.0.0.1 of the live page; 0 is any free one. Default: ${DEFAULT-VALUE}.")
    private int port = DEFAULT_PORT;

    @Option(names = "--no-page", description = "With --serve: no live page.")
    private boolean off;

    @Option(
            names = "--allow-control",
            description = "Let the live page start, stop, suspend and resume routes, for whoever has the token.")
    private boolean control;

    @Option(
            names = "--control-token-file",
            paramLabel = "FILE",
            description =
                    "Take the token from this file, which is yours alone (mode 0600). Default: a random one, printed.")
    private Path tokenFile;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Made by picocli. */
    public PageOptions() {}

    /**
     * Refuses what does not go together.
     *
     * @throws ParameterException with a sentence that says what to type
     */
    public void check() {
        usage(port < 0 || port > 65535, "There is no TCP port " + port + "; --page-port takes 0 to 65535.");
        usage(off && control, "--allow-control needs the live page. Leave out --no-page.");
        usage(tokenFile != null && !control, "--control-token-file goes with --allow-control.");
    }

    private void usage(boolean wrong, String message) {
        if (wrong) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    int port() {
        return port;
    }

    boolean isOff() {
        return off;
    }

    boolean isControlAllowed() {
        return control;
    }

    Path tokenFileOrNull() {
        return tokenFile;
    }
}
