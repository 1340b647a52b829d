package io.github.posixmq.example.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the manual page and the completion of {@code posixmq} from its commands; run by the build, on one thread. */
public final class ManualPage {
    private final StringBuilder page = new StringBuilder();

    private ManualPage() {}

    /**
     * Writes {@code man/man1/posixmq.1} and {@code bash-completion/completions/posixmq}.
     *
     * @param args the folder to write them to
     * @throws IOException if that fails
     */
    public static void main(String[] args) throws IOException {
        Path share = Path.of(args[0]);
        Path man = Files.createDirectories(share.resolve("man/man1")).resolve("posixmq.1");
        Files.writeString(man, new ManualPage().of(PosixMq.commandLine()));
        Path completion = Files.createDirectories(share.resolve("bash-completion/completions"))
                .resolve("posixmq");
        Files.writeString(completion, AutoComplete.bash("posixmq", PosixMq.commandLine()));
    }

    private String of(CommandLine tool) {
        CommandSpec spec = tool.getCommandSpec();
        page.append(".TH POSIXMQ 1 \"\" \"").append(spec.version()[0]).append("\" \"User Commands\"\n");
        section("NAME");
        page.append("posixmq \\- work with POSIX message queues\n");
        section("SYNOPSIS");
        page.append(".B posixmq\n.I COMMAND\n[\\fIOPTION\\fR...] [\\fINAME\\fR]\n");
        section("DESCRIPTION");
        text(spec.usageMessage().description());
        section("COMMANDS");
        tool.getSubcommands().forEach((name, command) -> command("posixmq", command));
        section("EXIT STATUS");
        exitStatus(spec);
        section("EXAMPLES");
        example("posixmq create /jobs --max-messages 10 --max-message-size 1024", "A queue.");
        example("seq 5 | posixmq send /jobs --priority 3", "Each line a message.");
        example("posixmq follow /jobs --json", "Messages as they come.");
        section("FILES");
        page.append(".TP\n.I /dev/shm/posixmq\\-UID\nThe journals: messages received and not written out yet.\n");
        section("SEE ALSO");
        page.append(".BR mq_overview (7)\n");
        return page.toString();
    }

    private void section(String name) {
        page.append(".SH ").append(name).append('\n');
    }

    private void example(String command, String what) {
        page.append(".TP\n.B ")
                .append(escaped(command))
                .append('\n')
                .append(escaped(what))
                .append('\n');
    }

    private void exitStatus(CommandSpec spec) {
        for (Map.Entry<String, String> each : spec.usageMessage().exitCodeList().entrySet()) {
            page.append(".TP\n.B ").append(each.getKey()).append('\n');
            page.append(escaped(each.getValue())).append('\n');
        }
    }

    private void command(String parent, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String name = parent + " " + spec.name();
        page.append(".SS ").append(escaped(name + parameters(spec))).append('\n');
        text(spec.usageMessage().description());
        spec.positionalParameters().forEach(each -> argument(each.paramLabel(), each));
        for (OptionSpec each : spec.options()) {
            if (!each.hidden() && !each.usageHelp() && !each.versionHelp()) {
                String label = each.arity().max() == 0 ? "" : " " + each.paramLabel();
                argument(String.join(", ", each.names()) + label, each);
            }
        }
        command.getSubcommands().forEach((key, sub) -> command(name, sub));
    }

    private static String parameters(CommandSpec spec) {
        String options = spec.options().size() > 2 ? " [OPTION...]" : "";
        return options
                + spec.positionalParameters().stream()
                        .map(each ->
                                each.arity().min() > 0 ? " " + each.paramLabel() : " [" + each.paramLabel() + "...]")
                        .collect(Collectors.joining());
    }

    private void argument(String label, ArgSpec argument) {
        page.append(".TP\n.B ").append(escaped(label)).append('\n');
        String initial = String.valueOf(argument.defaultValue());
        text(Stream.of(argument.description())
                .map(line -> line.replace("${DEFAULT-VALUE}", initial))
                .toArray(String[]::new));
    }

    private void text(String... lines) {
        List<String> plain = Stream.of(lines)
                .map(line -> CommandLine.Help.Ansi.OFF.string(line))
                .toList();
        plain.forEach(line -> page.append(escaped(line)).append('\n'));
    }

    /** Letters that troff would take for its own. */
    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
