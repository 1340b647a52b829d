package io.github.posixmq.bench;

import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link PairBenchmark} by JMH and takes its figures over. Used by one thread. */
final class MicroBenchmarks {
    static final String SECTION = "jmh";

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private MicroBenchmarks() {}

    static void run(Settings settings, Figures figures) throws RunnerException {
        System.out.println("== " + SECTION);
        run(
                settings,
                figures,
                "PairBenchmark\\.pair",
                settings.quick() ? List.of("64") : List.of("0", "64", "1024", "8192"));
        run(settings, figures, "PairBenchmark\\.(tryReceiveEmpty|attributes)", List.of("64"));
    }

    private static void run(Settings settings, Figures figures, String which, List<String> sizes)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(which)
                .param("size", sizes.toArray(new String[0]))
                .forks(1)
                .warmupIterations(settings.quick() ? 1 : 3)
                .warmupTime(TimeValue.milliseconds(settings.quick() ? 300 : 700))
                .measurementIterations(settings.rounds())
                .measurementTime(TimeValue.milliseconds(settings.quick() ? 200 : 500))
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xmx512m");
        for (RunResult run : new Runner(options.build()).run()) {
            take(run, figures);
        }
    }

    private static void take(RunResult run, Figures figures) {
        BenchmarkParams params = run.getParams();
        String method = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        String name = method + ", " + params.getParam("size") + " B";
        for (BenchmarkResult fork : run.getBenchmarkResults()) {
            int round = 0;
            for (IterationResult iteration : fork.getIterationResults()) {
                figures.add(
                        SECTION, name, "ns", round, iteration.getPrimaryResult().getScore());
                Result<?> allocated = iteration.getSecondaryResults().get(ALLOCATED);
                if (allocated != null) {
                    figures.add(SECTION, name, "bytes allocated", round, allocated.getScore());
                }
                round++;
            }
        }
    }
}
