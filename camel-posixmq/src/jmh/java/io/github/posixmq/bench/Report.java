package io.github.posixmq.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Writes down what was measured: a page and its plots. Used by one thread. */
final class Report {
    private final Settings settings;
    private final Figures figures;
    private final String systemCall;
    private final StringBuilder page = new StringBuilder();

    /** @param systemCall the nanoseconds of a system call that does nothing */
    Report(Settings settings, Figures figures, String systemCall) {
        this.settings = settings;
        this.figures = figures;
        this.systemCall = systemCall;
    }

    static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }

    /** Median and range, marked if it is unsteady. */
    static String text(Series series) {
        if (series.isEmpty()) {
            return "–";
        }
        return number(series.median()) + " (" + number(series.min()) + "–" + number(series.max()) + ")"
                + (series.isUnsteady() ? " ⚠" : "");
    }

    Path write() throws IOException {
        Path directory = Files.createDirectories(settings.root().resolve("src-docs/benchmarks"));
        String date = LocalDate.now(ZoneOffset.UTC) + (settings.quick() ? "-quick" : "");
        page.append("# Benchmark of ").append(date).append("\n\n");
        machine();
        page.append("\nMedians of ")
                .append(settings.rounds())
                .append(" rounds, lowest and highest in brackets; all contenders")
                .append(
                        " of a section in turn in each round.\nRatios are taken round by round. ⚠ marks figures that vary by")
                .append(" more than 30 %.\n");
        page.append("\n## Goals\n\n| goal | bound | measured | verdict |\n|---|---|---|---|\n");
        new Goals(figures).rows().forEach(row -> page.append(row).append('\n'));
        for (String section : figures.sections()) {
            section(directory, date, section);
        }
        if (!figures.failures().isEmpty()) {
            page.append("\n## What could not run\n\n| what | why |\n|---|---|\n");
            figures.failures().forEach((what, why) -> page.append("| " + what + " | " + why + " |\n"));
        }
        Path file = directory.resolve(date + ".md");
        Files.writeString(file, page);
        return file;
    }

    private void section(Path directory, String date, String section) throws IOException {
        page.append("\n## ").append(section).append("\n\n");
        List<String> metrics = figures.metrics(section);
        page.append("| | ")
                .append(String.join(" | ", metrics))
                .append(" |\n|---")
                .append("|---".repeat(metrics.size()))
                .append("|\n");
        for (String contender : figures.contenders(section)) {
            page.append("| ").append(contender);
            metrics.forEach(metric -> page.append(" | ").append(text(figures.get(section, contender, metric))));
            page.append(" |\n");
        }
        String plot = date + "-" + section + ".svg";
        Plots.write(directory.resolve(plot), figures, section, metrics.get(0));
        page.append("\n![").append(section).append("](").append(plot).append(")\n");
    }

    private void machine() throws IOException {
        String newer = settings.newerJava()
                .map(home -> "; newer JDK: " + Settings.javaVersion(home))
                .orElse("; no newer JDK found");
        page.append("- machine: ")
                .append(processor())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" cores\n");
        page.append("- kernel: ")
                .append(System.getProperty("os.version"))
                .append("; a system call that does nothing takes ")
                .append(systemCall)
                .append(" ns\n");
        page.append("- JDK: ")
                .append(System.getProperty("java.runtime.version"))
                .append(newer)
                .append('\n');
        page.append("- commit: ").append(commit()).append('\n');
        page.append("- command: `mvn -Pbenchmark -pl camel-posixmq verify")
                .append(settings.quick() ? " -Dbenchmark.quick" : "");
        page.append(settings.only().isEmpty() ? "" : " -Dbenchmark.only=" + String.join(",", settings.only()))
                .append("`\n");
    }

    private static String processor() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private String commit() throws IOException {
        Process git = new ProcessBuilder("git", "-C", settings.root().toString(), "describe", "--always", "--dirty")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
