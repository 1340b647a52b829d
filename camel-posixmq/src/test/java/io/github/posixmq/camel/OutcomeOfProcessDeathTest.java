package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of the table "What becomes of a message" in which a process dies. */
@Tag("slow")
class OutcomeOfProcessDeathTest extends JournaledQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path out;

    @BeforeEach
    void nameTheFile() {
        out = directory.resolve("completed");
    }

    private AppProcess app(Asked asked, String task, String... options) throws Exception {
        return AppProcess.of(JournaledApp.class, "from=" + uri(asked, options), "out=" + out, "do=" + task)
                .start();
    }

    private List<String> completed() throws Exception {
        return Files.exists(out) ? Files.readAllLines(out) : List.of();
    }

    @ParameterizedTest
    @EnumSource
    void messageThatAnotherThreadNeverCompletesIsGivenToTheNextProcess(Asked asked) throws Exception {
        MessageQueue raw = raw();
        send(raw, "1");
        send(raw, "2");
        try (AppProcess app = app(asked, "forget")) {
            app.await("in hand: 1");
            await().until(() -> raw.depth() == 0);
            app.kill();
        }
        send(raw, "3");
        try (AppProcess next = app(asked, "append")) {
            List<String> expected =
                    asked.isAtLeastOnce() ? List.of("1 again", "2 again", "3 first") : List.of("3 first");
            await().until(() -> completed().size() >= expected.size());
            next.terminate(PATIENCE);
            assertThat(completed()).isEqualTo(expected);
        }
        assertThat(journals.files()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void messageThatKillsThreeProcessesGoesToQuarantineAndTheQueueGoesOn(Asked asked) throws Exception {
        MessageQueue raw = raw();
        send(raw, "poison");
        send(raw, "after");
        int deaths = asked.isAtLeastOnce() ? 3 : 1;
        for (int i = 0; i < deaths; i++) {
            try (AppProcess app = app(asked, "die-of-poison")) {
                app.await("dying");
                assertThat(app.awaitEnd(PATIENCE)).isEqualTo(1);
            }
            assertThat(completed()).isEmpty();
        }
        try (AppProcess app = app(asked, "die-of-poison")) {
            await().until(() -> !completed().isEmpty());
            assertThat(completed()).containsExactly("after first");
            if (asked.isAtLeastOnce()) {
                assertThat(app.log("3 processes died in the middle of its delivery"))
                        .hasSize(1);
            }
            app.terminate(PATIENCE);
        }
        assertThat(journals.quarantine()).hasSize(asked.isAtLeastOnce() ? 1 : 0);
        for (Path stored : journals.quarantine()) {
            assertThat(Files.readString(stored)).contains("deaths: 3\n").endsWith("\n\npoison");
        }
        assertThat(journals.files()).as("nothing but the quarantine").isEqualTo(journals.quarantine());
    }

    @Test
    void runningProcessTakesOverWhatAnotherHeldWhenItDied() throws Exception {
        MessageQueue raw = raw();
        send(raw, "x");
        try (AppProcess dying = app(Asked.REDELIVER, "forget")) {
            dying.await("in hand: x");
            List<Seen> given = nextStartIsGiven(0);
            dying.kill();
            await().until(() -> given.size() == 1);
            assertThat(given).containsExactly(Seen.again("x", 1));
        }
    }

    @Test
    void messageOfATargetThatWasDownWhenTheProcessEndedIsDeliveredByTheNext() throws Exception {
        MessageQueue raw = raw();
        try (AppProcess app = app(Asked.REDELIVER, "forget", "maxHeld=2")) {
            app.await("ready");
            for (String each : List.of("1", "2", "3", "4", "5")) {
                send(raw, each);
            }
            app.await("in hand: 1");
            await().until(() -> raw.depth() == 3);
            app.kill();
        }
        try (AppProcess next = app(Asked.REDELIVER, "append", "maxHeld=2")) {
            await().until(() -> completed().size() == 5);
            next.terminate(PATIENCE);
        }
        assertThat(completed()).containsExactly("1 again", "2 again", "3 first", "4 first", "5 first");
        assertThat(journals.files()).isEmpty();
    }
}
