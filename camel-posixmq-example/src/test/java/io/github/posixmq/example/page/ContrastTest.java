package io.github.posixmq.example.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whether the page's colours can be told apart, by the formula of WCAG 2.2 and for both schemes. */
class ContrastTest {
    private static final double TEXT = 4.5;
    private static final double GRAPHICS = 3;

    private static final Pattern SCHEME = Pattern.compile(":root \\{([^}]*)\\}");
    private static final Pattern COLOR = Pattern.compile("--([a-z-]+): *(#[0-9a-f]+);");
    private static final Pattern OPACITY = Pattern.compile("([^{}]+?) *\\{[^{}]*\\bopacity:");

    private record Pair(String front, String back, double least) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair("text", "back", TEXT),
            new Pair("text", "card", TEXT),
            new Pair("soft", "back", TEXT),
            new Pair("soft", "card", TEXT),
            new Pair("warn", "card", TEXT),
            new Pair("bad", "card", TEXT),
            new Pair("bad", "bad-back", TEXT),
            new Pair("good", "back", GRAPHICS),
            new Pair("bad", "back", GRAPHICS),
            new Pair("good", "card", GRAPHICS),
            new Pair("depth", "card", GRAPHICS),
            new Pair("out", "card", GRAPHICS),
            new Pair("depth", "line", GRAPHICS),
            new Pair("bad", "line", GRAPHICS));

    private static String css() throws IOException {
        try (InputStream in = ContrastTest.class.getResourceAsStream("/page/page.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The light scheme, and the dark one. */
    private static List<Map<String, int[]>> schemes() throws IOException {
        return SCHEME.matcher(css())
                .results()
                .map(scheme -> colors(scheme.group(1)))
                .toList();
    }

    private static Map<String, int[]> colors(String declarations) {
        Map<String, int[]> colors = new HashMap<>();
        for (MatchResult each : COLOR.matcher(declarations).results().toList()) {
            colors.put(each.group(1), rgb(each.group(2).substring(1)));
        }
        return colors;
    }

    private static int[] rgb(String hex) {
        int digits = hex.length() / 3;
        int[] rgb = new int[3];
        for (int i = 0; i < rgb.length; i++) {
            String part = hex.substring(i * digits, (i + 1) * digits);
            rgb[i] = Integer.parseInt(digits == 1 ? part + part : part, 16);
        }
        return rgb;
    }

    private static double luminance(int... rgb) {
        return weighted(linear(rgb[0]), linear(rgb[1]), linear(rgb[2]));
    }

    private static double linear(int channel) {
        double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static double weighted(double red, double green, double blue) {
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }

    private static double contrast(int[] one, int[] other) {
        double lighter = Math.max(luminance(one), luminance(other));
        double darker = Math.min(luminance(one), luminance(other));
        return (lighter + 0.05) / (darker + 0.05);
    }

    /** As {@code filter: grayscale(1)} makes it. */
    private static int[] grey(int... rgb) {
        int grey = (int) Math.round(weighted(rgb[0], rgb[1], rgb[2]));
        return new int[] {grey, grey, grey};
    }

    @Test
    void formulaGivesWhatTheStandardSays() {
        assertThat(contrast(rgb("fff"), rgb("000000"))).isEqualTo(21);
        assertThat(contrast(rgb("777777"), rgb("fff"))).isBetween(4.47, 4.49);
    }

    @Test
    void everyPairCanBeReadInBothSchemesAndWhenThePageIsStale() throws IOException {
        assertThat(schemes()).hasSize(2).allSatisfy(colors -> assertThat(PAIRS).allSatisfy(pair -> {
            int[] front = colors.get(pair.front());
            int[] back = colors.get(pair.back());
            assertThat(contrast(front, back)).isGreaterThanOrEqualTo(pair.least());
            assertThat(contrast(grey(front), grey(back))).isGreaterThanOrEqualTo(pair.least());
        }));
    }

    @Test
    void onlyWhatNeedNotBeReadIsMadeFaint() throws IOException {
        assertThat(OPACITY.matcher(css()).results().map(rule -> rule.group(1).strip()))
                .containsExactlyInAnyOrder("button:disabled", ".stale td.chart");
    }
}
