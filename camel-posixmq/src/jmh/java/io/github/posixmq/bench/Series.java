package io.github.posixmq.bench;

import java.util.Map;
import java.util.TreeMap;

/** The values of one figure, one a round. Not thread-safe. */
final class Series {
    /** Spread over median above which a figure is marked as unsteady. */
    private static final double STEADY = 0.30;

    private final Map<Integer, Double> byRound = new TreeMap<>();

    void add(int round, double value) {
        byRound.put(round, value);
    }

    boolean isEmpty() {
        return byRound.isEmpty();
    }

    private double[] sorted() {
        return byRound.values().stream().mapToDouble(d -> d).sorted().toArray();
    }

    /** The middle value, or the mean of the two in the middle. */
    double median() {
        double[] values = sorted();
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    double min() {
        return sorted()[0];
    }

    double max() {
        return sorted()[byRound.size() - 1];
    }

    boolean isUnsteady() {
        return max() - min() > STEADY * Math.abs(median());
    }

    /** Round by round, this less the other, of the rounds that both have. */
    Series less(Series other) {
        Series differences = new Series();
        byRound.forEach((round, value) -> {
            Double subtrahend = other.byRound.get(round);
            if (subtrahend != null) {
                differences.add(round, value - subtrahend);
            }
        });
        return differences;
    }

    /** Round by round, this over the other, of the rounds that both have. */
    Series over(Series other) {
        Series ratios = new Series();
        byRound.forEach((round, value) -> {
            Double divisor = other.byRound.get(round);
            if (divisor != null && divisor != 0) {
                ratios.add(round, value / divisor);
            }
        });
        return ratios;
    }
}
