package io.github.posixmq.example.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tool tells of all queues, where they can be listed: in namespaces of their own. */
class ListAndLimitsTest {
    private static final String LIMITS = "limits --max-messages 5 --max-message-size 64";

    @TempDir
    Path folder;

    private static int fit(String limits) {
        Matcher fit = Pattern.compile("(?m)^(\\d+) more of them fit").matcher(limits);
        assertThat(fit.find()).as(limits).isTrue();
        return Integer.parseInt(fit.group(1));
    }

    @Test
    void tellsWhoHasWhichQueuesAndHowManyMoreFit() throws Exception {
        Namespace namespace = new Namespace(folder);
        String user = namespace.user;
        // touch creates a queue with the geometry that is the default
        Map<String, String> told = namespace
                .root("echo 2 > /proc/sys/fs/mqueue/msg_default && echo 128 > /proc/sys/fs/mqueue/msgsize_default")
                .asUser(819_200, "list", "list --json", "limits")
                .root("umask 077; touch /dev/mqueue/foreign")
                .asUser(
                        10_000,
                        "create /b --max-messages 5 --max-message-size 64 --mode 640",
                        "create /a --max-messages 1 --max-message-size 8 --mode 200",
                        "send /b one",
                        "list",
                        "list --json",
                        "info /foreign",
                        "info /b --json",
                        LIMITS,
                        "fill 5 64",
                        "limits --max-messages 1 --max-message-size 1")
                .asRoot("limits", "list --json")
                .run();
        assertThat(told.get("info /foreign")).contains("EACCES").endsWith("status 1\n");
        assertThat(told.get("info /b --json"))
                .contains(
                        "\"name\":\"/b\",\"depth\":1,\"maxMessages\":5,\"maxMessageSize\":64,\"bytesCharged\":800,\"owner\":"
                                + user + ",\"group\":" + user + ",\"mode\":\"0640\"",
                        "\"held\":0}");
        // 10,000 bytes, of which 800 and 104 are taken
        assertThat(fit(told.get(LIMITS))).isEqualTo(11);
        assertThat(told.get("fill 5 64")).isEqualTo("11\n");
        // 10,000 - 104 - 12 x 800 = 296, and 97 for each
        assertThat(fit(told.get("limits --max-messages 1 --max-message-size 1")))
                .isEqualTo(3);
        assertThat(told.get("limits").lines())
                .anyMatch(line -> line.matches("root +/foreign +2 +128 +448"))
                .anyMatch(line -> line.matches("root +all 1 +- +- +448"))
                .anyMatch(line -> line.matches(user + " +/a +1 +8 +104"))
                .anyMatch(line -> line.matches(user + " +all 13 +- +- +" + (12 * 800 + 104)))
                .noneMatch(line -> line.contains("cannot be opened"));
        assertThat(told.get("list --json").lines()).hasSize(15);
    }

    @Test
    void listsWhatMayNotBeOpenedByNameAlone() throws Exception {
        Namespace namespace = new Namespace(folder);
        String user = namespace.user;
        Map<String, String> told = namespace
                .root("echo 2 > /proc/sys/fs/mqueue/msg_default && echo 128 > /proc/sys/fs/mqueue/msgsize_default")
                .asUser(819_200, "limits --max-messages 2", "info /none")
                .root("umask 077; touch /dev/mqueue/foreign")
                .asUser(
                        10_000,
                        "create /b --max-messages 5 --max-message-size 64",
                        "create /a --max-messages 1 --max-message-size 8 --mode 200",
                        "create /shut --max-messages 1 --max-message-size 104 --mode 000",
                        "list",
                        "list --json",
                        LIMITS,
                        "fill 5 64")
                .run();
        assertThat(told.get("limits --max-messages 2"))
                .contains("There are no queues.", "A queue of 2 messages of 128 bytes takes 448 bytes.");
        String[] lines = told.get("list").lines().toArray(String[]::new);
        assertThat(lines[0]).matches("NAME +OWNER +MODE +DEPTH +CAPACITY +SIZE +BYTES +LAST USED");
        assertThat(lines[1]).matches("/a +" + user + " +0200 +0 +1 +8 +104 +2\\S+Z");
        assertThat(lines[2]).matches("/b +" + user + " +0600 +0 +5 +64 +800 +2\\S+Z");
        assertThat(lines[3]).matches("/foreign +root +0600( +-){4} +2\\S+Z");
        assertThat(lines[4]).matches("/shut +" + user + " +0000( +-){4} +2\\S+Z");
        assertThat(lines[5]).startsWith("posixmq: ").contains("/foreign", "EACCES");
        assertThat(told.get("list --json"))
                .contains("{\"name\":\"/foreign\",\"unknown\":\"", "{\"name\":\"/b\",\"depth\":0,")
                .endsWith("status 0\n");
        assertThat(told.get(LIMITS))
                .contains("2 more queues cannot be opened by this user", "/shut is one of them and this user's own");
        // with the 200 of /shut, which the tool cannot know, as without
        assertThat(fit(told.get(LIMITS))).isEqualTo(11);
        assertThat(told.get("fill 5 64")).isEqualTo("11\n");
    }

    @Test
    void countsTheQueuesOfAllAgainstQueuesMax() throws Exception {
        Map<String, String> told = new Namespace(folder)
                .root("echo 2 > /proc/sys/fs/mqueue/msg_default && echo 128 > /proc/sys/fs/mqueue/msgsize_default")
                .root("echo 5 > /proc/sys/fs/mqueue/queues_max; umask 077; touch /dev/mqueue/foreign")
                .asUser(819_200, "create /a --max-messages 1 --max-message-size 8", LIMITS, "fill 5 64", "limits")
                .run();
        assertThat(fit(told.get(LIMITS))).isEqualTo(3);
        assertThat(told.get("fill 5 64")).isEqualTo("3\n");
        assertThat(fit(told.get("limits"))).isZero();
    }
}
