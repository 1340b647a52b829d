package io.github.posixmq.example.tool;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drain}: what there is. Needs no confirmation, since it throws nothing away. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Receives until the queue is empty and writes each message to standard output.")
final class DrainCommand implements Callable<Integer> {
    @Mixin
    private Receiving receiving;

    @Override
    public Integer call() throws IOException {
        receiving.run(Long.MAX_VALUE, Duration.ZERO);
        return receiving.written() > 0 ? PosixMq.OK : PosixMq.NOTHING;
    }
}
