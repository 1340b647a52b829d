package io.github.posixmq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The goals of the project for its speed, and whether this run met them. Not thread-safe. */
final class Goals {
    private final Figures figures;
    private final List<String> rows = new ArrayList<>();

    Goals(Figures figures) {
        this.figures = figures;
    }

    private Series pair(String contender) {
        return figures.get(Sections.PAIR, contender, "ns/pair");
    }

    private Series rate(String contender) {
        return figures.get(Sections.THROUGHPUT, contender, "messages/s");
    }

    List<String> rows() {
        Series c = pair("C, 64 B");
        Series wrapper = pair("wrapper byte[], 64 B");
        most("wrapper pair byte[], 64 B, over C, this JDK", wrapper.over(c), 1.9);
        most(
                "wrapper pair direct buffer, 64 B, over C, this JDK",
                pair("wrapper direct, 64 B").over(c),
                1.9);
        for (String binding : List.of("jna", "ffm")) {
            for (String form : List.of("byte[]", "direct")) {
                Series newer = pair("wrapper " + form + ", newer JDK, " + binding + ", 64 B");
                most("wrapper pair " + form + ", 64 B, over C, newer JDK, binding " + binding, newer.over(c), 1.45);
            }
        }
        most("wrapper pair over JNA interface mapping", wrapper.over(pair("JNA interface, 64 B")), 0.25);
        Series cc = rate("C → C");
        least("C → route (plain) over C → C, depth 10", rate("C → route, plain").over(cc), 1.0);
        least(
                "C → route (journal) over C → C, depth 10",
                rate("C → route, journal").over(cc),
                1.0);
        say(
                "C → route (journal) over " + Contenders.BUSY_C,
                rate("C → route, journal").over(rate(Contenders.BUSY_C)));
        Series echo = figures.get(Sections.LATENCY, "C echo, one core", "p50 µs");
        for (String kind : List.of("plain", "journal")) {
            Series route = figures.get(Sections.LATENCY, "route echo, " + kind + ", one core", "p50 µs");
            most("echo through a route (" + kind + ") over C echo, one core, p50", route.over(echo), 1.6);
        }
        journal();
        processorTime();
        others();
        allocation();
        Series idle = figures.get(Sections.IDLE, "50 consumers", "% of a core");
        Series nobody = figures.get(Sections.IDLE, "0 consumers", "% of a core");
        most("50 idle consumers with their JVM, % of a core", idle, 0.2);
        most("50 idle consumers without what a Camel of none takes, % of a core", idle.less(nobody), 0.2);
        most("cost over depth, 1000 over 10", cost("depth 1000").over(cost("depth 10")), 1.15);
        most("cost over priorities, 32768 over 1", cost("priorities 32768").over(cost("priorities 1")), 1.15);
        return rows;
    }

    private void journal() {
        most("journal on over off, pair, 64 B", pair("wrapper journal, 64 B").over(pair("wrapper byte[], 64 B")), 1.05);
        most(
                "journal on over off, pair, 8 KiB",
                pair("wrapper journal, 8192 B").over(pair("wrapper byte[], 8192 B")),
                1.15);
        for (String size : List.of("", ", 8 KiB")) {
            Series off = rate("C → route, plain" + size);
            Series on = rate("C → route, journal" + size);
            most("journal off over on, messages/s of C → route" + size, off.over(on), size.isEmpty() ? 1.05 : 1.15);
        }
    }

    private void processorTime() {
        String metric = "CPU µs/message";
        for (String seda : List.of("seda size=10", "seda")) {
            Series divisor = figures.get(Sections.THROUGHPUT, "one JVM: " + seda, metric);
            for (String kind : List.of("plain", "journal")) {
                Series ours = figures.get(Sections.THROUGHPUT, "one JVM: posixmq " + kind, metric);
                most("processor time a message in one JVM, posixmq " + kind + " over " + seda, ours.over(divisor), 1.5);
            }
        }
    }

    private void others() {
        Series ours = rate("Camel → Camel, journal");
        least("Camel JVM → Camel JVM over netty TCP", ours.over(rate("Camel → Camel, netty TCP")), 4);
        least("Camel JVM → Camel JVM over netty Unix socket", ours.over(rate("Camel → Camel, netty Unix socket")), 3);
        least("Camel JVM → Camel JVM over jms", ours.over(rate("Camel → Camel, jms")), 25);
        say("Camel JVM → Camel JVM over kafka", ours.over(rate("Camel → Camel, kafka")));
        say("Camel JVM → Camel JVM over file", ours.over(rate("Camel → Camel, file")));
    }

    /** Half a byte is what the profiler counts of others. */
    private void allocation() {
        most("bytes allocated, receive into a caller's buffer", allocated("pairDirect, 64 B"), 0.5);
        most("bytes allocated, receive 64 B as byte[]", allocated("pairBytes, 64 B"), 64 + 48.5);
        most("bytes allocated, try-receive on empty", allocated("tryReceiveEmpty, 64 B"), 0.5);
    }

    private Series allocated(String name) {
        return figures.get(MicroBenchmarks.SECTION, name, "bytes allocated");
    }

    private Series cost(String name) {
        return figures.get(Sections.COST, name, "ns/pair");
    }

    private void most(String what, Series measured, double bound) {
        judge(what, "≤ " + Report.number(bound), measured, bound, true);
    }

    private void least(String what, Series measured, double bound) {
        judge(what, "≥ " + Report.number(bound), measured, bound, false);
    }

    private void judge(String what, String goal, Series measured, double bound, boolean atMost) {
        String verdict = "n/a: not measured in this run";
        if (!measured.isEmpty()) {
            double off = (measured.median() - bound) / bound * (atMost ? 1 : -1);
            verdict = off <= 0 ? "met" : String.format(Locale.ROOT, "**missed by %.0f %%**", 100 * off);
        }
        row(what, goal, measured, verdict);
    }

    private void say(String what, Series measured) {
        row(what, "say", measured, measured.isEmpty() ? "n/a: not measured in this run" : "said");
    }

    private void row(String what, String goal, Series measured, String verdict) {
        rows.add("| " + what + " | " + goal + " | " + Report.text(measured) + " | " + verdict + " |");
    }
}
