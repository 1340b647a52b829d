package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Does things very often and looks in /proc for what is left of them. Each in a JVM of its own, with a heap that has all
 * its pages from the start, so that what grows is native memory.
 */
@Tag("slow")
class LeakTest {
    private static final long ALLOWED_KIB = 4096;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private interface Action {
        void run() throws Exception;
    }

    /** Does the thing named by the second argument as often as the third says. */
    static final class Repeater {
        private Repeater() {}

        public static void main(String[] arguments) throws Exception {
            String name = arguments[0];
            int times = Integer.parseInt(arguments[2]);
            try (MessageQueue mq = MessageQueue.open(name, TestQueue.create(1, 1024))) {
                Action action =
                        switch (arguments[1]) {
                            case "pair" -> pair(mq);
                            case "open" -> open(name);
                            case "timeout" -> timeout(mq);
                            case "fail" -> fail(mq);
                            default -> throw new IllegalArgumentException(arguments[1]);
                        };
                repeat(action, times / 4);
                long descriptors = descriptors();
                long memory = memory();
                repeat(action, times);
                System.out.println(descriptors() - descriptors);
                System.out.println(memory() - memory);
            }
        }

        private static Action pair(MessageQueue mq) {
            byte[] body = new byte[1000];
            ByteBuffer direct = ByteBuffer.allocateDirect(1024);
            return () -> {
                mq.send(body, 0);
                mq.receive();
                mq.send(direct.clear(), 0);
                mq.receive(direct.clear());
            };
        }

        private static Action open(String name) {
            Duration moment = Duration.ofNanos(50_000);
            AtomicInteger handles = new AtomicInteger();
            return () -> {
                try (MessageQueue opened = MessageQueue.open(name, TestQueue.create())) {
                    if (handles.incrementAndGet() % 16 == 0) {
                        opened.receive(moment);
                    }
                    opened.send(new byte[1], 0);
                    opened.receive();
                    opened.isUnlinked();
                }
            };
        }

        private static Action timeout(MessageQueue mq) {
            Duration moment = Duration.ofNanos(20_000);
            Duration inLine = Duration.ofNanos(1_200_000);
            return () -> {
                mq.receive(moment);
                mq.send(new byte[1], 0);
                mq.send(new byte[1], 0, inLine);
                mq.receive();
            };
        }

        private static Action fail(MessageQueue mq) {
            return () -> {
                try {
                    MessageQueue.open(mq.name(), TestQueue.create(2, 2).exactGeometry());
                } catch (QueueGeometryException expected) {
                    MessageQueue.open(mq.name(), TestQueue.create()).close();
                }
            };
        }

        private static void repeat(Action action, int times) throws Exception {
            for (int i = 0; i < times; i++) {
                action.run();
            }
        }

        private static long descriptors() throws IOException {
            try (var entries = Files.list(Path.of("/proc/self/fd"))) {
                return entries.count();
            }
        }

        /** Memory of this process that is in no file, in KiB. */
        private static long memory() throws IOException {
            System.gc();
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("RssAnon:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            throw new IOException("no RssAnon");
        }
    }

    private void assertNothingLeft(String what, int times) throws Exception {
        List<String> lines = Child.java(Repeater.class, queue.name(), what, Integer.toString(times))
                .jvm("-Xms64m", "-XX:+AlwaysPreTouch")
                .run();

        assertThat(lines).hasSize(2);
        assertThat(Long.parseLong(lines.get(0))).as("descriptors").isLessThanOrEqualTo(0);
        assertThat(Long.parseLong(lines.get(1))).as("KiB").isLessThan(ALLOWED_KIB);
    }

    @Test
    void aMillionPairsOfSendAndReceiveLeaveNothing() throws Exception {
        assertNothingLeft("pair", 500_000);
    }

    @Test
    void aHundredThousandHandlesLeaveNothing() throws Exception {
        assertNothingLeft("open", 100_000);
    }

    @Test
    void tenThousandWaitsThatTimeOutLeaveNothing() throws Exception {
        assertNothingLeft("timeout", 5_000);
    }

    @Test
    void openingsThatFailLeaveNothing() throws Exception {
        assertNothingLeft("fail", 20_000);
    }
}
