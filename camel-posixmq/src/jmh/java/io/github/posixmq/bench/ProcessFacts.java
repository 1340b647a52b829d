package io.github.posixmq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What {@code /proc} tells of a process. Stateless. */
final class ProcessFacts {
    /** USER_HZ, which is 100 on every Linux whatever its timer does. */
    private static final double TICKS_A_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private ProcessFacts() {}

    /** Seconds of processor time of all its threads, user and system. */
    static double processorSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(afterName[USER_TIME]) + Long.parseLong(afterName[SYSTEM_TIME])) / TICKS_A_SECOND;
    }

    static double processorSeconds(List<Long> pids) throws IOException {
        double sum = 0;
        for (long pid : pids) {
            sum += processorSeconds(pid);
        }
        return sum;
    }

    /** The same to the nanosecond, of the threads that are alive: for processes that hardly do anything. */
    static double idleProcessorSeconds(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.mapToLong(thread -> firstNumber(thread.resolve("schedstat")))
                            .sum()
                    / 1e9;
        }
    }

    private static long firstNumber(Path file) {
        try {
            return Long.parseLong(Files.readString(file).split(" ", -1)[0]);
        } catch (IOException e) {
            return 0;
        }
    }

    /** How often its threads have gone to sleep of their own. */
    static long voluntarySwitches(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.mapToLong(thread -> number(thread.resolve("status"), "voluntary_ctxt_switches:"))
                    .sum();
        }
    }

    static double residentMegabytes(long pid) {
        return number(Path.of("/proc/" + pid + "/status"), "VmRSS:") / 1024.0;
    }

    /** Zero if there is no such file any more: threads come and go. */
    private static long number(Path status, String field) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
