package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

/**
 * The tables of the user guide say what the options say of themselves. Write them anew with
 * {@code mvn -pl camel-posixmq test -Dtest=OptionTableTest -Dtest.jvmArgs=-Dguide.update=true}.
 */
class OptionTableTest {
    private static final Path GUIDE = Path.of("..", "src-docs", "user-guide.md");

    @Test
    void tablesOfTheUserGuideAreThoseOfTheComponent() throws Exception {
        JsonObject component = read();
        String guide = Files.readString(GUIDE);
        String wanted = replace(guide, "options", options(component));
        wanted = replace(wanted, "headers", headers(component));
        if (Boolean.getBoolean("guide.update")) {
            Files.writeString(GUIDE, wanted);
        }
        assertThat(Files.readString(GUIDE)).isEqualTo(wanted);
    }

    @Test
    void componentAndEndpointHaveTheSameOptions() throws Exception {
        JsonObject component = read();
        assertThat(own(component, "componentProperties").keySet())
                .isEqualTo(own(component, "properties").keySet())
                .hasSize(21);
    }

    private static JsonObject read() throws Exception {
        try (Reader json = new InputStreamReader(
                PosixMqComponent.class.getResourceAsStream("/META-INF/io/github/posixmq/camel/posixmq.json"),
                StandardCharsets.UTF_8)) {
            return (JsonObject) Jsoner.deserialize(json);
        }
    }

    private static Map<String, JsonObject> own(JsonObject component, String section) {
        return entries(component, section).entrySet().stream()
                .filter(entry -> PosixMqConfiguration.class
                        .getName()
                        .equals(entry.getValue().get("configurationClass")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }

    private static Map<String, JsonObject> entries(JsonObject component, String section) {
        Map<String, JsonObject> entries = new LinkedHashMap<>();
        component.getMap(section).forEach((name, entry) -> entries.put((String) name, (JsonObject) entry));
        return entries;
    }

    private static String options(JsonObject component) {
        StringBuilder table = new StringBuilder("| option | for | default | meaning |\n|---|---|---|---|\n");
        own(component, "properties").forEach((name, option) -> table.append("| `")
                .append(name)
                .append("` | ")
                .append(use(option))
                .append(" | ")
                .append(option.containsKey("defaultValue") ? "`" + option.get("defaultValue") + "`" : "–")
                .append(" | ")
                .append(option.getString("description"))
                .append(" |\n"));
        return table.toString();
    }

    private static String headers(JsonObject component) {
        StringBuilder table = new StringBuilder("| header | type | meaning |\n|---|---|---|\n");
        entries(component, "headers").forEach((name, header) -> table.append("| `")
                .append(name)
                .append("` | `")
                .append(header.getString("javaType"))
                .append("` | ")
                .append(header.getString("description"))
                .append(" |\n"));
        return table.toString();
    }

    private static String use(JsonObject option) {
        String label = option.getString("label");
        return label.startsWith("common") ? "both" : label.replaceAll(",.*", "");
    }

    private static String replace(String guide, String section, String table) {
        String start = "<!-- " + section + ": start";
        String end = "<!-- " + section + ": end -->";
        int from = guide.indexOf('\n', guide.indexOf(start)) + 1;
        assertThat(guide).contains(start, end);
        return guide.substring(0, from) + "\n" + table + "\n" + guide.substring(guide.indexOf(end));
    }
}
