package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Writes what came of each fault to a table, into the file that the system property names. */
final class ReliabilityTable implements AfterAllCallback {
    private static final String FILE = "posixmq.reliability";

    private final List<String> rows = new ArrayList<>();
    private final long start = System.nanoTime();

    /** Tries a fault and notes what came of it, also if that is a failure, which is then thrown. */
    void row(String fault, String mustHold, Callable<String> trial) throws Exception {
        String outcome = "FAILED";
        try {
            outcome = trial.call();
        } catch (ExecutionException e) {
            outcome = outcome(e.getCause());
            throw e;
        } catch (Exception | AssertionError e) {
            outcome = outcome(e);
            throw e;
        } finally {
            rows.add("| " + fault + " | " + mustHold + " | " + outcome.replace("|", "\\|") + " |");
            System.out.println(rows.get(rows.size() - 1));
        }
    }

    private static String outcome(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return (failure instanceof TestAbortedException ? "not tried: " : "**FAILED**: ") + text;
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        String file = System.getProperty(FILE);
        if (file != null) {
            Files.writeString(Path.of(file), text(Path.of(file).getParent()));
        }
    }

    private String text(Path repository) throws Exception {
        return """
                # Reliability

                What the fault suite did to a real application and what came of it. The suite writes this file:

                ```sh
                mvn verify -Pfaults
                ```

                The application is a Camel route in a process of its own that writes down the number of every message it
                completes; senders in other processes count what they sent. A message is lost if its number was sent and
                never written down. A duplicate is a number that was written down once more; it is marked if the exchange
                had `CamelPosixMqRedelivered=true`.

                Run on %s in %d s: commit %s, kernel %s, Java %s, %d CPUs.

                | Fault | Must hold | Outcome |
                |---|---|---|
                %s
                """.formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
                        commit(repository),
                        System.getProperty("os.version"),
                        System.getProperty("java.runtime.version"),
                        Runtime.getRuntime().availableProcessors(),
                        String.join("\n", rows));
    }

    private static String commit(Path repository) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
                .directory(repository.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String commit = new String(git.getInputStream().readAllBytes(), UTF_8).trim();
        return git.waitFor() == 0 ? commit : "unknown";
    }
}
