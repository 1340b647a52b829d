package io.github.posixmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares constants, structures and errno numbers with those that the C compiler of this machine has. */
class NativeLayoutTest {
    private static final Map<String, Long> C = new TreeMap<>();

    @BeforeAll
    static void compile() throws Exception {
        TestQueue.requirePosixQueues();
        for (String line : Child.c("layout.c").run()) {
            int equals = line.lastIndexOf('=');
            C.put(line.substring(0, equals), Long.parseLong(line.substring(equals + 1)));
        }
    }

    private static List<Field> constants(Class<?> type) {
        List<Field> constants = Arrays.stream(type.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .toList();
        constants.forEach(field -> field.setAccessible(true));
        return constants;
    }

    private static long constant(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return ((Number) field.get(null)).longValue();
    }

    @Test
    void constantsOfLibcAreThoseOfTheHeaders() throws Exception {
        int compared = 0;
        for (Field field : constants(Libc.class)) {
            if (field.get(null) instanceof Number number && !field.getName().equals("NULL")) {
                assertThat(C).as(field.getName()).containsEntry(field.getName(), number.longValue());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(10);
    }

    @Test
    void everyErrnoHasTheNameOfItsNumber() throws Exception {
        int compared = 0;
        for (Field field : constants(Errno.class)) {
            if (field.get(null) instanceof Errno errno) {
                assertThat(C).as(field.getName()).containsEntry(field.getName(), (long) errno.number());
                assertThat(errno).hasToString(field.getName());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(10);
        for (int number = 0; number < 4096; number++) {
            String name = new Errno(number).toString();
            if (!name.equals("errno " + number)) {
                assertThat(C).containsEntry(name, (long) number);
            }
        }
    }

    @Test
    void attributesAreLaidOutAsInC() {
        assertThat(C)
                .containsEntry("sizeof(struct mq_attr)", (long) MqAttr.BYTES)
                .containsEntry("offsetof(struct mq_attr, mq_maxmsg)", (long) MqAttr.MAXMSG)
                .containsEntry("offsetof(struct mq_attr, mq_msgsize)", (long) MqAttr.MSGSIZE)
                .containsEntry("offsetof(struct mq_attr, mq_curmsgs)", (long) MqAttr.CURMSGS);
    }

    @Test
    void fileStatusIsLaidOutAsInC() throws Exception {
        assertThat(C)
                .containsEntry("sizeof(struct statx)", constant(FileStatus.class, "BYTES"))
                .containsEntry("offsetof(struct statx, stx_nlink)", constant(FileStatus.class, "NLINK"))
                .containsEntry("offsetof(struct statx, stx_uid)", constant(FileStatus.class, "UID"))
                .containsEntry("offsetof(struct statx, stx_gid)", constant(FileStatus.class, "GID"))
                .containsEntry("offsetof(struct statx, stx_mode)", constant(FileStatus.class, "MODE"))
                .containsEntry("offsetof(struct statx, stx_ino)", constant(FileStatus.class, "INO"))
                .containsEntry("offsetof(struct statx, stx_size)", constant(FileStatus.class, "SIZE"))
                .containsEntry("offsetof(struct statx, stx_mtime.tv_sec)", constant(FileStatus.class, "MTIME"))
                .containsEntry("offsetof(struct statx, stx_dev_major)", constant(FileStatus.class, "DEV_MAJOR"))
                .containsEntry("offsetof(struct statx, stx_dev_minor)", constant(FileStatus.class, "DEV_MINOR"));
    }

    @Test
    void whatAWaitUsesIsLaidOutAsInC() throws Exception {
        assertThat(C)
                .containsEntry("sizeof(struct pollfd)", constant(Waiter.class, "POLLFD_BYTES"))
                .containsEntry("offsetof(struct pollfd, fd)", 0L)
                .containsEntry("offsetof(struct pollfd, events)", 4L)
                .containsEntry("offsetof(struct pollfd, revents)", 6L)
                .containsEntry("sizeof(struct timespec)", 16L)
                .containsEntry("offsetof(struct timespec, tv_sec)", 0L)
                .containsEntry("offsetof(struct timespec, tv_nsec)", 8L)
                .containsEntry("sizeof(eventfd_t)", 8L);
    }

    @Test
    void directoryEntryAndLimitAreLaidOutAsInC() throws Exception {
        assertThat(C)
                .containsEntry("offsetof(struct dirent, d_reclen)", constant(DirectoryListing.class, "RECLEN"))
                .containsEntry("offsetof(struct dirent, d_name)", constant(DirectoryListing.class, "NAME"))
                .containsEntry("sizeof(struct rlimit)", 16L)
                .containsEntry("offsetof(struct rlimit, rlim_cur)", 0L);
    }

    @Test
    void typesPassedToLibcHaveTheWidthOfTheirJavaTypes() {
        assertThat(C)
                .containsEntry("sizeof(void *)", 8L)
                .containsEntry("sizeof(size_t)", 8L)
                .containsEntry("sizeof(long)", 8L)
                .containsEntry("sizeof(pthread_t)", 8L)
                .containsEntry("sizeof(mqd_t)", 4L)
                .containsEntry("sizeof(unsigned)", 4L);
    }

    @Test
    void wakeSignalIsARealTimeSignalThatTheJdkDoesNotUse() throws Exception {
        Host.require("mq_open", null);
        assertThat(C.get("sizeof(sigset_t)")).isLessThanOrEqualTo(constant(WakeSignal.class, "STRUCT_BYTES"));
        assertThat(C.get("sizeof(struct sigaction)")).isLessThanOrEqualTo(constant(WakeSignal.class, "STRUCT_BYTES"));
        assertThat(C).containsEntry("offsetof(struct sigaction, sa_handler)", 0L);
        Field field = WakeSignal.class.getDeclaredField("number");
        field.setAccessible(true);

        assertThat((long) field.getInt(WakeSignal.get()))
                .isBetween(C.get("SIGRTMIN"), C.get("SIGRTMAX"))
                .isNotEqualTo(C.get("SIGRTMAX") - 2);
    }

    @Test
    void fileStatusTellsWhatJavaTells(@TempDir Path folder) throws Exception {
        Host.require("statx", null);
        Path file = folder.resolve("file");
        Files.write(file, new byte[1234]);
        Files.createLink(folder.resolve("link"), file);
        byte[] path = (file + "\0").getBytes(StandardCharsets.UTF_8);

        FileStatus status = FileStatus.at(Libc.AT_FDCWD, path, 0);

        assertThat(status.inode()).isEqualTo((long) Files.getAttribute(file, "unix:ino"));
        assertThat(status.links()).isEqualTo(2).isEqualTo(Files.getAttribute(file, "unix:nlink"));
        assertThat(status.owner()).isEqualTo(Files.getAttribute(file, "unix:uid"));
        assertThat(status.mode()).isEqualTo(Files.getAttribute(file, "unix:mode"));
        assertThat(status.size()).isEqualTo(1234);
        long device = (long) Files.getAttribute(file, "unix:dev");
        assertThat(status.device() >>> 32).isEqualTo((device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL));
        assertThat(status.device() & 0xffffffffL).isEqualTo((device & 0xff) | (device >>> 12 & ~0xffL));
    }

    @Test
    void descriptorsOfQueuesAreNotInheritedAndNeverBlock() throws Exception {
        String name = "/flags-" + ProcessHandle.current().pid();
        try (MessageQueue mq = MessageQueue.open(name, TestQueue.create(1, 8))) {
            assertThat(mq.wasCreated()).isTrue();
            assertThat(flags(name)).isEqualTo(C.get("O_RDWR") | C.get("O_NONBLOCK") | C.get("O_CLOEXEC"));
        } finally {
            MessageQueue.unlink(name);
        }
    }

    /** The flags of the one descriptor that this process has of a queue. */
    private static long flags(String name) throws IOException {
        try (var links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                if (Files.isSymbolicLink(link)
                        && Files.readSymbolicLink(link).toString().equals(name)) {
                    Path info = Path.of("/proc/self/fdinfo").resolve(link.getFileName());
                    try (RandomAccessFile file = new RandomAccessFile(info.toFile(), "r")) {
                        file.readLine();
                        return Long.parseLong(file.readLine().replaceAll("\\D", ""), 8) & ~0100000L;
                    }
                }
            }
        }
        throw new IOException(name + " is not open");
    }
}
