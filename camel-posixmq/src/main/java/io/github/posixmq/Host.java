package io.github.posixmq;

import java.util.Set;

/** Finds out, once, whether this host has POSIX message queues that this JVM can call. */
final class Host {
    /** Linux on processors of another family numbers its flags and errors differently, so it is refused by name. */
    private static final Set<String> ARCHITECTURES =
            Set.of("amd64", "x86_64", "aarch64", "riscv64", "ppc64le", "s390x", "loongarch64");

    private static final String SYSTEM = System.getProperty("os.name") + " on " + System.getProperty("os.arch");

    private Host() {}

    /** Why there are no queues, or null if there are. */
    private record Obstacle(String reason, String remedy, Throwable cause) {}

    private static final class Check {
        static final Obstacle RESULT = run();

        private static Obstacle run() {
            if (!"Linux".equals(System.getProperty("os.name"))) {
                return new Obstacle(
                        SYSTEM + " has no POSIX message queues that this library can use",
                        "Run this on 64-bit Linux (a container or WSL 2 will do).",
                        null);
            }
            if (!ARCHITECTURES.contains(System.getProperty("os.arch"))) {
                return new Obstacle(SYSTEM + " is not supported", "Run this on one of " + ARCHITECTURES + ".", null);
            }
            return bind();
        }

        private static Obstacle bind() {
            BindingChoice choice = Libc.choice();
            return choice.binding() != null ? null : new Obstacle(choice.reason(), choice.remedy(), choice.cause());
        }
    }

    /**
     * Makes sure that {@link Libc} can be called.
     *
     * @throws QueueUnavailableException if not, naming the system, the cause and the remedy
     */
    static void require(String operation, QueueName queue) throws QueueUnavailableException {
        Obstacle obstacle = Check.RESULT;
        if (obstacle != null) {
            QueueUnavailableException e =
                    new QueueUnavailableException(operation, queue, Errno.ENOSYS, obstacle.reason(), obstacle.remedy());
            e.initCause(obstacle.cause());
            throw e;
        }
    }

    static boolean isUsable() {
        return Check.RESULT == null;
    }

    /** The error for a kernel or sandbox that refuses the system call itself. */
    static QueueUnavailableException refused(String operation, QueueName queue, Errno errno) {
        return new QueueUnavailableException(
                operation,
                queue,
                errno,
                "the kernel or a sandbox around this process does not offer POSIX message queues (" + SYSTEM + ")",
                "Use a kernel with CONFIG_POSIX_MQUEUE, or allow the mq_* system calls in the container's seccomp"
                        + " profile.");
    }
}
