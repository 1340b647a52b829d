package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** src-docs/bridge-routes.md says what is so: its snippets stand in the files, and its tables have every property. */
class BridgeRoutesGuideTest {
    private static final Path ROOT = Path.of("..");
    private static final Path FILES = Path.of("src/main/resources/camel");
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- from: (\\S+) -->\\n```\\w+\\n(.*?)```\\n", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z.-]+)` \\| (.+?) \\|", Pattern.MULTILINE);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z.-]+)(:[^}]*)?}}");

    /** Properties of the short examples, which the text names, and of the demonstration, which sets them itself. */
    private static final Pattern ELSEWHERE = Pattern.compile("example\\..+|bridge\\.(output|redelivered)-.+");

    private static String guide() throws IOException {
        return Files.readString(ROOT.resolve("src-docs/bridge-routes.md"));
    }

    private static Properties defaults() throws IOException {
        Properties defaults = new Properties();
        try (InputStream shipped = BridgeRoutesGuideTest.class.getResourceAsStream("/application.properties")) {
            defaults.load(shipped);
        }
        return defaults;
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new HashMap<>();
        for (Matcher row = ROW.matcher(guide()); row.find(); ) {
            assertThat(rows.put(row.group(1), row.group(2))).as(row.group(1)).isNull();
        }
        return rows;
    }

    @Test
    void snippetsStandInTheFiles() throws IOException {
        int snippets = 0;
        for (Matcher snippet = SNIPPET.matcher(guide()); snippet.find(); snippets++) {
            assertThat(Files.readString(ROOT.resolve(snippet.group(1))))
                    .as(snippet.group(1))
                    .contains(snippet.group(2));
        }
        assertThat(snippets).isGreaterThan(5);
    }

    @Test
    void tablesHaveEveryPropertyOfTheFiles() throws IOException {
        Set<String> used = new TreeSet<>(Set.of("bridge.broker", "camel.server.host", "camel.server.port"));
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                for (Matcher each = PLACEHOLDER.matcher(Files.readString(file)); each.find(); ) {
                    if (!ELSEWHERE.matcher(each.group(1)).matches()) {
                        used.add(each.group(1));
                    }
                }
            }
        }
        assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void defaultsAreThoseInTheJar() throws IOException {
        Properties defaults = defaults();
        rows().forEach((name, value) -> {
            String expected = defaults.getProperty(name);
            if (expected == null) {
                assertThat(value).as(name).doesNotContain("`");
            } else {
                assertThat(value).as(name).isEqualTo("`" + expected + "`");
            }
        });
    }

    @Test
    void everyRouteFileIsDescribed() throws IOException {
        String guide = guide();
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> !Set.of("connection.yaml", "amqp-to-file.yaml", "kafka-to-file.yaml")
                            .contains(name))
                    .allSatisfy(name -> assertThat(guide).contains(name));
        }
    }
}
