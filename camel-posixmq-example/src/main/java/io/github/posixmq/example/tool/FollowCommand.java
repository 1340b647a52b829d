package io.github.posixmq.example.tool;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code follow}: messages as they come. */
@Command(
        name = "follow",
        mixinStandardHelpOptions = true,
        description = "Receives messages as they come and writes each to standard output, until SIGTERM or Ctrl-C.")
final class FollowCommand implements Callable<Integer> {
    @Mixin
    private Receiving receiving;

    @Override
    public Integer call() throws IOException {
        receiving.run(Long.MAX_VALUE, null);
        return PosixMq.OK;
    }
}
