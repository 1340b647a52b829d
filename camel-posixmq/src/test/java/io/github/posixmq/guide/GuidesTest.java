package io.github.posixmq.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guides quote files that are compiled and run, and their links lead somewhere. A block after {@code <!-- file: x -->}
 * is that file; one after {@code <!-- from: x -->} has lines that follow one another in that file, however indented.
 */
class GuidesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path GUIDES = ROOT.resolve("src-docs");
    private static final Pattern QUOTATION =
            Pattern.compile("<!-- (file|from): (\\S+) -->\\n```\\w+\\n(.*?)```\\n", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("(.*)\\n\\n?```(java|xml|yaml)\\n");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    static List<Path> guides() throws IOException {
        try (var files = Files.walk(GUIDES)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("guides")
    void quotationsAreWhatTheFilesSay(Path guide) throws IOException {
        for (MatchResult quotation : matches(QUOTATION, Files.readString(guide))) {
            String file = Files.readString(ROOT.resolve(quotation.group(2)));
            if (quotation.group(1).equals("file")) {
                assertThat(quotation.group(3)).as(quotation.group(2)).isEqualTo(file);
            } else {
                assertThat(unindented(file)).as(quotation.group(2)).contains(unindented(quotation.group(3)));
            }
        }
    }

    @Test
    void everyRouteAndProgramOfTheUserGuideIsAQuotation() throws IOException {
        List<MatchResult> blocks = matches(BLOCK, Files.readString(GUIDES.resolve("user-guide.md")));
        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(block.group(1))
                .as(block.group())
                .startsWith("<!-- f"));
    }

    @ParameterizedTest
    @MethodSource("guides")
    void linksLeadSomewhere(Path guide) throws IOException {
        for (MatchResult link : matches(LINK, Files.readString(guide))) {
            String target = link.group(1);
            if (!target.startsWith("http")) {
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty() ? guide : guide.resolveSibling(parts[0]);
                assertThat(file).exists();
                if (parts.length == 2) {
                    assertThat(anchors(file)).as(target).contains(parts[1]);
                }
            }
        }
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path file) throws IOException {
        Set<String> anchors = new TreeSet<>();
        for (MatchResult heading : matches(HEADING, Files.readString(file))) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\w\\s-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }
}
