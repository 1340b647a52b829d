package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.TestQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.Test;

/** A journal directory that will not do fails the start and says how to go on; there is no falling back to less. */
class JournalDirectoryErrorsTest extends JournaledQueueTest {
    private static final String REMEDY =
            "Name another directory (journalDirectory), or do without a journal (deliveryGuarantee=atMostOnce).";

    private void assertStartFails(String... texts) throws Exception {
        MessageQueue raw = raw();
        send(raw, "x");
        var refused = assertThatThrownBy(() ->
                start(routes -> routes.from(uri(Asked.REDELIVER)).routeId("r").process(this::see)));
        for (String text : texts) {
            refused.hasStackTraceContaining(text);
        }
        RouteController routes = context.getRouteController();
        assertThat(routes.getRouteStatus("r")).isNotEqualTo(ServiceStatus.Started);
        assertThat(raw.depth()).as("the message is still in the queue").isEqualTo(1);
        assertThat(seen).isEmpty();
    }

    @Test
    void parentThatDoesNotExist() throws Exception {
        Path parent = journals.path();
        assertThatThrownBy(() -> start(routes -> routes.from(uri() + "&journalDirectory=" + parent.resolve("child"))
                        .process(this::see)))
                .hasStackTraceContaining("the journal directory " + parent.resolve("child") + " cannot be created")
                .hasStackTraceContaining("ENOENT")
                .hasStackTraceContaining(REMEDY);
        assertThat(parent).doesNotExist();
    }

    @Test
    void fileInItsPlace() throws Exception {
        Files.createFile(journals.path());
        assertStartFails("the journal directory " + journals.path() + " cannot be opened", "ENOTDIR", REMEDY);
        assertThat(journals.path()).isRegularFile();
    }

    @Test
    void symbolicLinkInItsPlace() throws Exception {
        Path target = journals.another();
        Files.createDirectory(
                target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(journals.path(), target);
        assertStartFails("the journal directory " + journals.path() + " cannot be opened", REMEDY);
        assertThat(JournalPlace.files(target)).isEmpty();
    }

    @Test
    void directoryOfAnotherUser() throws Exception {
        Files.createDirectory(journals.path());
        TestQueue.require(
                (int) Files.getAttribute(journals.path(), "unix:uid") == 0, "only root can give a directory away");
        Files.setAttribute(journals.path(), "unix:uid", 65534);
        assertStartFails(
                "the journal directory " + journals.path() + " belongs to user 65534",
                "EACCES",
                "(journalDirectory)",
                "sudo -u");
    }

    @Test
    void directoryThatIsOpenToOthers() throws Exception {
        Files.createDirectory(journals.path());
        Files.setPosixFilePermissions(journals.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertStartFails("is open to other users, mode 0755", "Type: chmod 700 " + journals.path());
    }

    @Test
    void routeStartsOnceTheErrorIsMended() throws Exception {
        Files.createFile(journals.path());
        assertStartFails("ENOTDIR");
        context.stop();
        Files.delete(journals.path());
        assertThat(nextStartIsGiven(1)).containsExactly(Seen.first("x"));
    }

    @Test
    void atMostOnceNeedsNoDirectory() throws Exception {
        Files.createFile(journals.path());
        start(routes -> routes.from(uri(Asked.AT_MOST_ONCE)).process(this::see));
        send(raw(), "x");
        await().until(() -> seen.equals(List.of(Seen.unmarked("x"))));
    }

    @Test
    void producerNeedsNoDirectory() throws Exception {
        Files.createFile(journals.path());
        start(routes -> routes.from("direct:in").to(uri(Asked.REDELIVER)));
        template().sendBody("direct:in", "x");
        assertThat(raw().depth()).isEqualTo(1);
    }

    @Test
    void pollingConsumerFailsWithTheSameError() throws Exception {
        Files.createFile(journals.path());
        context.start();
        MessageQueue raw = raw();
        send(raw, "x");
        ConsumerTemplate consumer = context.createConsumerTemplate();
        assertThatThrownBy(() -> consumer.receiveNoWait(uri(Asked.REDELIVER)))
                .hasStackTraceContaining("ENOTDIR")
                .hasStackTraceContaining(REMEDY);
        assertThat(raw.depth()).isEqualTo(1);
    }

    @Test
    void directoryIsMadeForItsOwnerAlone() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER)).process(this::see));
        try (var all = Files.walk(journals.path())) {
            assertThat(all.toList()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(each -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------"));
        }
    }
}
