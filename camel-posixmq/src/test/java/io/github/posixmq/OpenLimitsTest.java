package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What opening says when a limit is in the way. Each child has an IPC namespace of its own, with stock limits. */
class OpenLimitsTest {
    @RegisterExtension
    final TestQueue queue = new TestQueue();

    /** Creates queues of the geometries given as MESSAGESxSIZE, 0 for the system's default, and keeps them open. */
    static final class Creator {
        private Creator() {}

        public static void main(String[] geometries) {
            List<MessageQueue> open = new ArrayList<>();
            for (String geometry : geometries) {
                String[] numbers = geometry.split("x", -1);
                OpenOptions options = OpenOptions.readWrite().create();
                int messages = Integer.parseInt(numbers[0]);
                int size = Integer.parseInt(numbers[1]);
                OpenOptions asked = messages == 0 ? options : options.maxMessages(messages);
                OpenOptions complete = size == 0 ? asked : asked.maxMessageSize(size);
                Child.attempt(() -> {
                    MessageQueue created = MessageQueue.open("/limits-" + open.size(), complete);
                    open.add(created);
                    return created.maxMessages() + "x" + created.maxMessageSize();
                });
            }
        }
    }

    private static Child.Builder creator(String... geometries) {
        return Child.java(Creator.class, geometries).privateIpc();
    }

    @Test
    void capacityAboveTheLimitSaysValueLimitPlaceAndCommand() throws Exception {
        assertThat(creator("11x64").asOrdinaryUser().runForLine())
                .startsWith("MessageQueueException EINVAL mq_open /limits-0: ")
                .contains("11", "10", "/proc/sys/fs/mqueue/msg_max")
                .contains("sysctl -w fs.mqueue.msg_max=11");
    }

    @Test
    void messageSizeAboveTheLimitSaysValueLimitPlaceAndCommand() throws Exception {
        assertThat(creator("5x9000").asOrdinaryUser().runForLine())
                .startsWith("MessageQueueException EINVAL mq_open /limits-0: ")
                .contains("9000", "8192", "/proc/sys/fs/mqueue/msgsize_max")
                .contains("sysctl -w fs.mqueue.msgsize_max=9000");
    }

    @Test
    void bothAboveTheirLimitsSaysBothCommandsOrTheFirst() throws Exception {
        assertThat(creator("11x9000").asOrdinaryUser().runForLine()).contains("sysctl -w fs.mqueue.msg_max=11");
    }

    @Test
    void raisedLimitsAreTheOnesThatCount() throws Exception {
        List<String> lines = creator("100x64", "101x64", "1x10000", "1x10001")
                .setUp("echo 100 > /proc/sys/fs/mqueue/msg_max")
                .setUp("echo 10000 > /proc/sys/fs/mqueue/msgsize_max")
                .asOrdinaryUser()
                .run();

        assertThat(lines.get(0)).isEqualTo("ok 100x64");
        assertThat(lines.get(1)).contains("101", "100", "sysctl -w fs.mqueue.msg_max=101");
        assertThat(lines.get(2)).isEqualTo("ok 1x10000");
        assertThat(lines.get(3)).contains("10001", "10000", "sysctl -w fs.mqueue.msgsize_max=10001");
    }

    @ParameterizedTest
    @CsvSource({"65537x1,65537,65536", "2147483647x1,2147483647,65536", "1x16777217,16777217,16777216"})
    void whatNoKernelAllowsDoesNotGetACommandThatWouldFail(String geometry, String value, String bound)
            throws Exception {
        assertThat(creator(geometry).runForLine())
                .startsWith("MessageQueueException E")
                .contains(value, bound)
                .doesNotContain("_max=" + value);
    }

    @Test
    void greatestCapacityAndSizeArePossibleWhereTheLimitsAllowThem() throws Exception {
        List<String> lines = creator("1000x128", "1x131072")
                .setUp("echo 65536 > /proc/sys/fs/mqueue/msg_max")
                .setUp("echo 16777216 > /proc/sys/fs/mqueue/msgsize_max")
                .asFreshUser()
                .run();

        assertThat(lines).containsExactly("ok 1000x128", "ok 1x131072");
    }

    @Test
    void defaultGeometryFollowsTheSystem() throws Exception {
        assertThat(creator("0x0", "0x16", "2x0")
                        .setUp("cd /proc/sys/fs/mqueue && echo 7 > msg_default && echo 1000 > msgsize_default")
                        .run())
                .containsExactly("ok 7x1000", "ok 7x16", "ok 2x1000");
    }

    @Test
    void defaultGeometryIsCappedByTheGreatest() throws Exception {
        assertThat(creator("0x0", "0x16", "2x0")
                        .setUp("cd /proc/sys/fs/mqueue && echo 7 > msg_max && echo 1000 > msgsize_max")
                        .asOrdinaryUser()
                        .run())
                .containsExactly("ok 7x1000", "ok 7x16", "ok 2x1000");
    }

    @Test
    void tenthDefaultQueueOfAUserSaysBytesLimitAndCommand() throws Exception {
        List<String> lines = creator("0x0", "0x0", "0x0", "0x0", "0x0", "0x0", "0x0", "0x0", "0x0", "0x0")
                .limit("--msgqueue=819200")
                .asFreshUser()
                .run();

        assertThat(lines.subList(0, 9)).containsOnly("ok 10x8192");
        assertThat(lines.get(9))
                .startsWith("MessageQueueException EMFILE mq_open /limits-9: ")
                .contains("82880", "819200", "RLIMIT_MSGQUEUE", "ulimit -q ");
    }

    @Test
    void bytesNeededAreThoseOfTheGeometryAskedFor() throws Exception {
        assertThat(creator("3x1000").limit("--msgqueue=3000").asFreshUser().runForLine())
                .startsWith("MessageQueueException EMFILE")
                .contains("3288", "3000", "ulimit -q ");
    }

    @Test
    void aGeometryThatMeetsTheByteLimitExactlyIsGranted() throws Exception {
        assertThat(creator("3x1000").limit("--msgqueue=3288").asFreshUser().runForLine())
                .isEqualTo("ok 3x1000");
        assertThat(creator("3x1000").limit("--msgqueue=3287").asFreshUser().runForLine())
                .contains("3288", "3287");
    }

    @Test
    void systemDefaultsBeyondTheByteLimitSayTheBytesTheyNeed() throws Exception {
        assertThat(creator("0x0")
                        .setUp("cd /proc/sys/fs/mqueue && echo 200 > msg_max && echo 200 > msg_default")
                        .limit("--msgqueue=819200")
                        .asFreshUser()
                        .runForLine())
                .startsWith("MessageQueueException EMFILE")
                .contains("1657600", "819200", "ulimit -q ");
    }

    @Test
    void commandForTheByteLimitNamesAValueThatIsEnough() throws Exception {
        String line = creator("0x0", "0x0")
                .limit("--msgqueue=100000")
                .asFreshUser()
                .run()
                .get(1);
        var command = java.util.regex.Pattern.compile("ulimit -q (\\d+)").matcher(line);
        assertThat(command.find()).as(line).isTrue();

        assertThat(creator("0x0", "0x0")
                        .limit("--msgqueue=" + command.group(1))
                        .asFreshUser()
                        .run())
                .containsExactly("ok 10x8192", "ok 10x8192");
    }

    @Test
    void oneQueueTooManyForTheSystemSaysLimitPlaceAndCommand() throws Exception {
        List<String> lines = creator("1x1", "1x1", "1x1")
                .setUp("echo 2 > /proc/sys/fs/mqueue/queues_max")
                .asOrdinaryUser()
                .run();

        assertThat(lines.subList(0, 2)).containsOnly("ok 1x1");
        assertThat(lines.get(2))
                .startsWith("MessageQueueException ENOSPC mq_open /limits-2: ")
                .contains("2", "/proc/sys/fs/mqueue/queues_max", "sysctl -w fs.mqueue.queues_max=");
    }

    /** Uses up all file descriptors and then tries what needs one. */
    static final class Exhausted {
        private Exhausted() {}

        public static void main(String[] arguments) throws IOException {
            OpenOptions options = TestQueue.create(1, 8);
            MessageQueue before = MessageQueue.open("/before", options);
            // Once with descriptors at hand, so that no class has to be loaded from a file later.
            Child.attempt(() -> MessageQueue.open("/absent", OpenOptions.readOnly()));
            List<FileInputStream> files = new ArrayList<>();
            boolean room = true;
            while (room) {
                try {
                    files.add(new FileInputStream("/dev/null"));
                } catch (IOException e) {
                    room = false;
                }
            }
            Child.attempt(() -> MessageQueue.open("/new", options));
            Child.attempt(() -> MessageQueue.open("/before", OpenOptions.readWrite()));
            Child.attempt(() -> before.receive(Duration.ofMillis(20)));
            Child.attempt(() -> before.trySend(new byte[8], 0));
            Child.attempt(() -> before.send(new byte[8], 0, Duration.ofMillis(20)));
            Child.attempt(() -> before.tryReceive().body().length);
            for (FileInputStream file : files) {
                file.close();
            }
            Child.attempt(() -> MessageQueue.open("/new", options).wasCreated());
            Child.attempt(() -> before.receive(Duration.ofMillis(20)));
        }
    }

    @Test
    void noFileDescriptorLeftIsToldApartFromTheByteLimit() throws Exception {
        List<String> lines =
                Child.java(Exhausted.class).privateIpc().limit("--nofile=100").run();

        assertThat(lines.get(0)).startsWith("QueueNotFoundException");
        assertThat(lines.get(1))
                .startsWith("MessageQueueException EMFILE mq_open /new: ")
                .contains("100", "RLIMIT_NOFILE", "ulimit -n ")
                .doesNotContain("ulimit -q");
        assertThat(lines.get(2))
                .startsWith("MessageQueueException EMFILE mq_open /before: ")
                .contains("ulimit -n ")
                .doesNotContain("ulimit -q");
    }

    @Test
    void waitsThatGetNoDescriptorFailTypedAndLeaveTheQueueUsable() throws Exception {
        List<String> lines =
                Child.java(Exhausted.class).privateIpc().limit("--nofile=100").run();

        assertThat(lines.get(3)).startsWith("MessageQueueException EMFILE").contains("ulimit -n ");
        assertThat(lines.get(4)).isEqualTo("ok true");
        assertThat(lines.get(5)).startsWith("MessageQueueException EMFILE").contains("ulimit -n ");
        assertThat(lines.subList(6, 9)).containsExactly("ok 8", "ok true", "ok null");
    }
}
