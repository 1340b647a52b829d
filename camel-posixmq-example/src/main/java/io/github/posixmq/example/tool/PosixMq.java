package io.github.posixmq.example.tool;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code posixmq}; used by the main thread alone. */
@Command(
        name = "posixmq",
        mixinStandardHelpOptions = true,
        version = "posixmq 0.1.0-SNAPSHOT",
        description = {
            "Works with the POSIX message queues of this machine: creates, lists and removes them, sends to them and",
            "receives from them so that no message is lost with its receiver.",
            "Also: posixmq --create|--read|--write NAME, for create, follow and send."
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:all went well",
            "1:something did not; the last line on standard error says what and what to do",
            "2:the time was over, or the queue was empty",
            "64:the command line is wrong"
        })
public final class PosixMq implements Runnable {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int NOTHING = 2;
    static final int USAGE = 64;

    private static final List<String> COMMANDS =
            List.of("list", "info", "create", "send", "receive", "follow", "drain", "unlink", "limits", "held");

    private static final String[] VERSION = {"--version"};

    @Spec
    private CommandSpec spec;

    /**
     * Runs the command line and ends the process.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    static int execute(String... args) {
        String[] words = inNewForm(args);
        CommandLine line = new CommandLine(new PosixMq());
        // to read the annotations of ten commands takes longer than to run one
        if (words.length > 0 && COMMANDS.contains(words[0])) {
            line.addSubcommand(command(words[0]));
        } else if (!Arrays.equals(words, VERSION)) {
            addCommands(line);
        }
        return withHandlers(line).execute(words);
    }

    static CommandLine commandLine() {
        return withHandlers(addCommands(new CommandLine(new PosixMq())));
    }

    private static CommandLine withHandlers(CommandLine line) {
        line.setParameterExceptionHandler((e, args) -> complain(e, USAGE));
        line.setExecutionExceptionHandler((e, failing, result) -> complain(e, FAILED));
        return line;
    }

    /**
     * Gives another command line the commands of this one.
     *
     * @param line changed
     * @return the same
     */
    public static CommandLine addCommands(CommandLine line) {
        COMMANDS.forEach(name -> line.addSubcommand(command(name)));
        return line;
    }

    private static Object command(String name) {
        return switch (name) {
            case "list" -> new ListCommand();
            case "info" -> new InfoCommand();
            case "create" -> new CreateCommand();
            case "send" -> new SendCommand();
            case "receive" -> new ReceiveCommand();
            case "follow" -> new FollowCommand();
            case "drain" -> new DrainCommand();
            case "unlink" -> new UnlinkCommand();
            case "limits" -> new LimitsCommand();
            case "held" -> new HeldCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Baseplate's form, an option instead of a command. */
    private static String[] inNewForm(String... args) {
        if (args.length == 0) {
            return args;
        }
        String command =
                switch (args[0]) {
                    case "--create" -> "create";
                    case "--read" -> "follow";
                    case "--write" -> "send";
                    default -> args[0];
                };
        String[] changed = args.clone();
        changed[0] = command;
        return changed;
    }

    private static int complain(Exception e, int status) {
        String reason = e.getMessage() == null ? e.getClass().getName() : e.getMessage();
        Say.error(reason);
        return status;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "posixmq what? See posixmq --help.");
    }
}
