package io.github.posixmq.example;

import io.github.posixmq.example.page.PageOptions;
import io.github.posixmq.example.tool.PosixMq;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: a demonstration that checks itself, or with {@code --serve} a bridge that stays up. */
@Command(
        name = "bridge",
        mixinStandardHelpOptions = true,
        version = "camel-posixmq example 0.1.0-SNAPSHOT",
        sortOptions = false,
        description = {
            "Moves messages from a POSIX message queue to a broker, or whatever --routes says.",
            "Without --serve: plays events through queue, bridge and broker, and checks that all come out.",
            "With --kill also when the bridge is killed in the middle."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:all went well", "1:it did not; the last line says why", "64:the command line is wrong"})
public final class Bridge implements Callable<Integer> {
    private static final int USAGE = 64;
    private static final Pattern BROKER_URL = Pattern.compile("(amqps?|amqpwss?)://.+|(failover|discovery):.+");

    @Option(names = "--serve", description = "Stay up as a bridge for real feeds, until SIGTERM or Ctrl-C.")
    private boolean serve;

    @Option(
            names = "--demo",
            paramLabel = "BROKER",
            defaultValue = "amqp",
            description = "Demonstrate with this kind of broker, amqp or kafka. Default: ${DEFAULT-VALUE}.")
    private Target demo;

    @Option(
            names = "--kill",
            description = {
                "Run the bridge in a process of its own, kill that in the middle as kill -9 does, and start it again.",
                "What it held may come out twice, if marked as redelivered."
            })
    private boolean kill;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "Play this file, one JSON value a line, instead of the shipped one.")
    private Path events;

    @Option(
            names = "--queue",
            paramLabel = "NAME",
            description = "The queue. Default: /events with --serve, else one for this run, removed at its end.")
    private String queue;

    @Option(
            names = "--max-messages",
            paramLabel = "N",
            defaultValue = "10",
            description = "Capacity of the queue if it is created. Default: ${DEFAULT-VALUE}.")
    private int maxMessages;

    @Option(
            names = "--max-message-size",
            paramLabel = "BYTES",
            defaultValue = "8192",
            description = "Largest message of the queue if it is created. Default: ${DEFAULT-VALUE}.")
    private int maxMessageSize;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = {
                "With --serve: an AMQP 1.0 broker elsewhere, for example",
                "amqp://192.0.2.7:5672. Default: one in this process."
            })
    private String broker;

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            description = {
                "With --serve: run the route files of this folder, *.yaml and *.xml,",
                "instead of the shipped route from --queue to --broker."
            })
    private Path routes;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "With --routes: their properties. Default: conf/application.properties if it is there.")
    private Path config;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "With --serve: TCP port on 127.0.0.1 of the broker in this process. Default: any free one.")
    private int port;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write what comes out of the broker to this file. Default: with --serve nobody takes it from the "
                            + "broker, else a temporary file.")
    private Path out;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Longest a demonstration may take. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private PageOptions page;

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
        return PosixMq.addCommands(new CommandLine(new Bridge()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, a) -> complain(e, USAGE))
                .setExecutionExceptionHandler((e, line, result) -> complain(e, 1))
                .execute(args);
    }

    private static int complain(Exception e, int status) {
        System.err.println("bridge: " + Reason.of(e));
        return status;
    }

    @Override
    public Integer call() throws Exception {
        check();
        if (serve) {
            serve();
        } else {
            demonstrate();
        }
        return 0;
    }

    private void check() {
        page.check();
        usage(
                broker != null && !BROKER_URL.matcher(broker).matches(),
                broker + " is no URL of an AMQP broker. Write, for example, amqp://192.0.2.7:5672.");
        usage(port < 0 || port > 65535, "There is no TCP port " + port + "; they go from 1 to 65535.");
        usage(serve && kill, "--kill does not go with --serve; it is for the demonstration.");
        usage(serve && isGiven("--demo"), "--demo does not go with --serve; it is for the demonstration.");
        usage(kill && demo != Target.AMQP, "--kill goes with --demo amqp only.");
        usage(!serve && broker != null, "--broker goes with --serve; the demonstration brings its own.");
        usage(serve && events != null, "--events does not go with --serve, which bridges what others send.");
        usage(broker != null && out != null, "--out does not go with --broker, whose messages are for others.");
        usage(routes != null && !serve, "--routes goes with --serve.");
        usage(config != null && routes == null, "--config goes with --routes.");
        for (String option : List.of("--queue", "--max-messages", "--max-message-size", "--out")) {
            usage(
                    routes != null && isGiven(option),
                    option + " does not go with --routes, whose properties say which queues and files.");
        }
        usage(events != null && !Files.isReadable(events), "There is no file " + events + " that can be read.");
        if (!serve && out != null) {
            requireNew(out);
            requireNew(BridgeSettings.redelivered(out));
        }
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private void requireNew(Path file) {
        usage(Files.exists(file), file + " is there already. Remove it or name another --out.");
    }

    private void usage(boolean wrong, String message) {
        if (wrong) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private QueueSettings queue(String defaultName) {
        try {
            return QueueSettings.of(queue == null ? defaultName : queue, maxMessages, maxMessageSize);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void serve() throws Exception {
        if (routes != null) {
            serveRoutes();
            return;
        }
        QueueSettings settings = queue("/events");
        EmbeddedBroker embedded = broker == null ? EmbeddedBroker.start(port) : null;
        String url = embedded == null ? broker : embedded.url();
        Job job = new BridgeJob(new BridgeSettings(settings, Target.AMQP, url, out));
        new Service(job, embedded, page, System.out).run();
    }

    private void serveRoutes() throws Exception {
        RouteFolder folder = RouteFolder.of(routes);
        ServiceConfig properties = ServiceConfig.of(config);
        String url = broker == null ? properties.get("bridge.broker") : broker;
        boolean needed = RouteSettings.needBroker(folder);
        EmbeddedBroker embedded = needed && url == null ? EmbeddedBroker.start(port) : null;
        String used = embedded == null ? url : embedded.url();
        Job job = new RoutesJob(new RouteSettings(folder, properties, needed ? used : null));
        new Service(job, embedded, page, System.out).run();
    }

    private void demonstrate() throws Exception {
        QueueSettings settings =
                queue("/posixmq-demo-" + ProcessHandle.current().pid());
        if (out != null) {
            demonstrate(settings, out);
            return;
        }
        Path folder = Files.createTempDirectory("posixmq-demo");
        Path file = folder.resolve("events.ndjson");
        demonstrate(settings, file);
        Files.delete(file);
        Files.deleteIfExists(BridgeSettings.redelivered(file));
        Files.delete(folder);
    }

    private void demonstrate(QueueSettings settings, Path output) throws Exception {
        Duration timeout = Duration.ofSeconds(timeoutSeconds);
        new Demonstration(new DemoSettings(settings, demo, events, output, timeout, kill), System.out).run();
    }
}
