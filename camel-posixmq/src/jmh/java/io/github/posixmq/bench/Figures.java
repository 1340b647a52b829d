package io.github.posixmq.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was measured in one run, and what could not be and why. Not thread-safe. */
final class Figures {
    /**
     * What a series is of.
     *
     * @param section the part of the benchmark
     * @param contender who was measured
     * @param metric what was measured
     */
    record Key(String section, String contender, String metric) {}

    private final Map<Key, Series> series = new LinkedHashMap<>();
    private final Map<String, List<String>> declared = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    void add(String section, String contender, String metric, int round, double value) {
        series.computeIfAbsent(new Key(section, contender, metric), k -> new Series())
                .add(round, value);
    }

    /** Says in which order the contenders of a section are to be shown. */
    void declare(String section, List<String> contenders) {
        declared.put(section, contenders);
    }

    void failed(String section, String contender, Throwable reason) {
        String text = String.valueOf(reason.getMessage()).replace('|', '/').replaceAll("\\s+", " ");
        failures.put(section + ": " + contender, reason.getClass().getSimpleName() + ": " + text);
        System.out.println("  " + contender + " failed: " + text);
    }

    /** The series, empty if it was not measured. */
    Series get(String section, String contender, String metric) {
        return series.getOrDefault(new Key(section, contender, metric), new Series());
    }

    /** Those that were measured. */
    List<String> contenders(String section) {
        List<String> measured = series.keySet().stream()
                .filter(key -> key.section().equals(section))
                .map(Key::contender)
                .distinct()
                .toList();
        return declared.containsKey(section)
                ? declared.get(section).stream().filter(measured::contains).toList()
                : measured;
    }

    List<String> metrics(String section) {
        return series.keySet().stream()
                .filter(key -> key.section().equals(section))
                .map(Key::metric)
                .distinct()
                .toList();
    }

    List<String> sections() {
        return series.keySet().stream().map(Key::section).distinct().toList();
    }

    Map<String, String> failures() {
        return failures;
    }
}
