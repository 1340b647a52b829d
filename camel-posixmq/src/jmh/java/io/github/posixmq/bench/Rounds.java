package io.github.posixmq.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures contenders side by side: each once a round, in an order that turns from round to round. Used by one thread. */
final class Rounds {
    private Rounds() {}

    /** Whoever fails is noted with the reason and takes no further part. */
    static void run(String section, List<? extends Contender> all, Settings settings, Figures figures) {
        System.out.println("== " + section);
        figures.declare(section, all.stream().map(Contender::name).toList());
        List<Contender> running = new ArrayList<>(all);
        try {
            for (Contender contender : all) {
                attempt(section, contender, running, figures, contender::start);
            }
            for (int round = -settings.warmUps(); round < settings.rounds(); round++) {
                int number = round;
                for (Contender contender : List.copyOf(running)) {
                    attempt(section, contender, running, figures, () -> {
                        var values = contender.round(number < 0 ? settings.warmUpSeconds() : settings.seconds());
                        if (number >= 0) {
                            values.forEach(
                                    (metric, value) -> figures.add(section, contender.name(), metric, number, value));
                        }
                    });
                }
                Collections.rotate(running, 1);
                System.out.println("  round " + (round + settings.warmUps() + 1) + " of "
                        + (settings.rounds() + settings.warmUps()));
            }
        } finally {
            all.forEach(Contender::close);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void attempt(
            String section, Contender contender, List<Contender> running, Figures figures, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            figures.failed(section, contender.name(), e);
            running.remove(contender);
            contender.close();
        }
    }
}
