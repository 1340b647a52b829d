package io.github.posixmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The native calls themselves, on whichever binding this JVM has chosen. */
class BindingTest {
    private static final int SIZE = 64;

    /** Nobody's: beyond any limit on descriptors. */
    private static final int NO_DESCRIPTOR = Integer.MAX_VALUE;

    @RegisterExtension
    final TestQueue queue = new TestQueue();

    private final NativeMemory memory = nativeMemory();
    private int fd;

    private static NativeMemory nativeMemory() {
        TestQueue.requirePosixQueues();
        assertThat(Host.isUsable()).isTrue();
        return new NativeMemory(SIZE + MqAttr.BYTES);
    }

    @BeforeEach
    void open() throws Exception {
        MessageQueue mq = queue.open(TestQueue.create(1, SIZE));
        fd = Libc.mq_open(mq.name().cString(), Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC, 0, Libc.NULL);
        assertThat(fd).isNotNegative();
    }

    @AfterEach
    void close() {
        Libc.mq_close(fd);
        memory.free();
    }

    private int sendErrno(int descriptor, long length, int priority) {
        return Libc.mq_send(descriptor, memory.address(), length, priority) == 0 ? 0 : Libc.errno();
    }

    private int receiveErrno(int descriptor, long length) {
        return Libc.mq_receive(descriptor, memory.address(), length, Libc.NULL) >= 0 ? 0 : Libc.errno();
    }

    @Test
    void theBindingIsTheOneThatWasAskedFor() {
        String asked = System.getProperty(BindingChoice.PROPERTY);
        String expected = asked != null ? asked : Runtime.version().feature() >= Foreign.SINCE ? "ffm" : "jna";

        assertThat(Libc.choice().binding()).hasToString(expected);
    }

    @Test
    void errnoIsThatOfTheCall() {
        assertThat(receiveErrno(fd, SIZE)).isEqualTo(Errno.EAGAIN.number());
        assertThat(receiveErrno(fd, SIZE - 1)).isEqualTo(Errno.EMSGSIZE.number());
        assertThat(receiveErrno(NO_DESCRIPTOR, SIZE)).isEqualTo(Errno.EBADF.number());
        assertThat(sendErrno(fd, SIZE, 32768)).isEqualTo(Errno.EINVAL.number());
        assertThat(sendErrno(fd, SIZE, 0)).isZero();
        assertThat(sendErrno(fd, SIZE, 0)).isEqualTo(Errno.EAGAIN.number());
        assertThat(sendErrno(fd, SIZE + 1, 0)).isEqualTo(Errno.EMSGSIZE.number());
    }

    @Test
    void errnoIsThatOfCallsWithPathsAndPointersToo() {
        byte[] absent = "/no-such-queue-or-folder/really\0".getBytes(UTF_8);

        assertThat(Libc.mq_open(absent, Libc.O_RDONLY, 0, Libc.NULL)).isEqualTo(-1);
        assertThat(Errno.last()).isEqualTo(Errno.EACCES);
        assertThat(Libc.open(absent, Libc.O_RDONLY)).isEqualTo(-1);
        assertThat(Errno.last()).isEqualTo(Errno.ENOENT);
        assertThat(Libc.mq_close(NO_DESCRIPTOR)).isEqualTo(-1);
        assertThat(Errno.last()).isEqualTo(Errno.EBADF);
        assertThat(Libc.opendir(absent)).isEqualTo(Libc.NULL);
        assertThat(Errno.last()).isEqualTo(Errno.ENOENT);
        assertThat(Libc.mmap(Libc.NULL, 0, Libc.PROT_READ, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0))
                .isEqualTo(-1);
        assertThat(Errno.last()).isEqualTo(Errno.EINVAL);
    }

    @Test
    void givingMemoryBackLeavesTheErrno() {
        NativeMemory other = new NativeMemory(1);
        assertThat(receiveErrno(NO_DESCRIPTOR, SIZE)).isEqualTo(Errno.EBADF.number());
        other.free();

        assertThat(Errno.last()).isEqualTo(Errno.EBADF);
    }

    @Test
    void threadsDoNotSeeEachOthersErrno() throws Exception {
        assertErrnosStayApart(8, Executors.defaultThreadFactory());
    }

    @Test
    void virtualThreadsDoNotSeeEachOthersErrno() throws Exception {
        ThreadFactory virtual = virtualThreads();
        assumeTrue(virtual != null, "this Java has no virtual threads");
        assertErrnosStayApart(200, virtual);
    }

    private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
        return (ThreadFactory) factory.invoke(builder);
    }

    /** Half of the threads make a call that fails in one way, half in another, and each gives way to the rest often. */
    private void assertErrnosStayApart(int threads, ThreadFactory factory) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads, factory);
        try {
            List<Future<Boolean>> outcomes = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int descriptor = i % 2 == 0 ? fd : NO_DESCRIPTOR;
                int expected = (i % 2 == 0 ? Errno.EAGAIN : Errno.EBADF).number();
                outcomes.add(executor.submit(() -> seesOnly(descriptor, expected)));
            }
            for (Future<Boolean> outcome : outcomes) {
                assertThat(outcome.get(100, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            executor.shutdownNow();
            assertThat(executor.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
        }
    }

    private boolean seesOnly(int descriptor, int expected) {
        boolean right = true;
        for (int i = 0; i < 200; i++) {
            right &= receiveErrno(descriptor, SIZE) == expected;
            LockSupport.parkNanos(1);
            // JNA has it in the thread that carries a virtual one, which may be another one by now
            right &= Libc.choice().binding().toString().equals("jna") || Libc.errno() == expected;
        }
        return right;
    }

    @Test
    void viewsAreInNativeOrderAndOfTheMemoryItself() {
        ByteBuffer view = memory.view();
        assertThat(view.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(view.capacity()).isEqualTo(SIZE + MqAttr.BYTES);
        view.putInt(0, 0x01020304);

        assertThat(Libc.view(memory.address(), 4).getInt(0)).isEqualTo(0x01020304);
        assertThat(Libc.view(memory.address() + 1, 1).get(0)).isEqualTo(view.get(1));
    }

    @Test
    void addressOfABufferIsThatOfItsFirstByteWhateverItsPosition() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder());
        buffer.putInt(0, 42).putInt(8, 43);

        try {
            long address = Libc.address(buffer.position(8));

            assertThat(Libc.view(address, 16).getInt(0)).isEqualTo(42);
            assertThat(Libc.address(buffer.slice())).isEqualTo(address + 8);
            assertThat(Libc.address(buffer.asReadOnlyBuffer().limit(9))).isEqualTo(address);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    @Test
    void sendingAndReceivingThroughMemoryAllocatesNothing() throws Exception {
        assertAllocatesNothing(() -> sendErrno(fd, SIZE, 1) == 0 && receiveErrno(fd, SIZE) == 0);
    }

    @Test
    void findingAQueueEmptyAllocatesNothing() throws Exception {
        assertAllocatesNothing(() -> receiveErrno(fd, SIZE) == Errno.EAGAIN.number());
    }

    @Test
    void attributesIntoMemoryAllocateNothing() throws Exception {
        long attributes = memory.address() + SIZE;
        assertAllocatesNothing(() -> Libc.mq_getattr(fd, attributes) == 0);
    }

    @Test
    void waitingAllocatesNothing() throws Exception {
        memory.view().putInt(0, fd).putShort(4, Libc.POLLIN);
        long timeout = memory.address() + 16;
        assertAllocatesNothing(() -> Libc.ppoll(memory.address(), 1, timeout, Libc.NULL) == 0);
    }

    /**
     * Runs the call until a round of them allocates less than a byte a call: while the compiler is at it, some do. Gives up
     * after a while.
     */
    private static void assertAllocatesNothing(Callable<Boolean> call) throws Exception {
        int calls = 20_000;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long allocated;
        do {
            boolean right = true;
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                right &= call.call();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(right).isTrue();
        } while (allocated >= calls && System.nanoTime() - deadline < 0);

        assertThat(allocated).as("bytes of %d calls", calls).isLessThan(calls);
    }
}
