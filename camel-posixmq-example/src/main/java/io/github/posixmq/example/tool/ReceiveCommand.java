package io.github.posixmq.example.tool;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code receive}: so many messages. */
@Command(
        name = "receive",
        mixinStandardHelpOptions = true,
        description =
                "Receives one message, or --count of them, and writes each to standard output. A message is done with only"
                        + " when it has been written.")
final class ReceiveCommand implements Callable<Integer> {
    @Mixin
    private Receiving receiving;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "1",
            description = "How many messages. Default: ${DEFAULT-VALUE}.")
    private long count;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description = "Longest wait for each message; 0 does not wait. Default: for ever.")
    private Duration timeout;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count must be at least 1.");
        }
        if (receiving.run(count, timeout)) {
            return PosixMq.OK;
        }
        Say.error("Received " + receiving.written() + " of " + count + " messages; " + receiving.name()
                + " had none for longer than --timeout, or this was ended.");
        return PosixMq.NOTHING;
    }
}
