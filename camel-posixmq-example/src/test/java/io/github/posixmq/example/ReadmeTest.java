package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** README.md says what is so: its snippets are files that are run, and its table has every option. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern QUOTED_FILE =
            Pattern.compile("<!-- file: (\\S+) -->\\n```\\w+\\n(.*?)```\\n", Pattern.DOTALL);
    private static final Pattern FIRST_BLOCK =
            Pattern.compile("## Quick start\\n.*?```\\w*\\n(.*?)```\\n", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE);

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    @Test
    void snippetsAreTheFiles() throws IOException {
        List<String> files = new ArrayList<>();
        Matcher quoted = QUOTED_FILE.matcher(readme());
        while (quoted.find()) {
            files.add(quoted.group(1));
            assertThat(quoted.group(2)).as(quoted.group(1)).isEqualTo(Files.readString(ROOT.resolve(quoted.group(1))));
        }
        assertThat(files)
                .extracting(file -> file.substring(file.lastIndexOf('.')))
                .containsExactlyInAnyOrder(".yaml", ".xml", ".java", ".c", ".py");
    }

    @Test
    void quickStartHasTwoCommands() throws IOException {
        Matcher block = FIRST_BLOCK.matcher(readme());
        assertThat(block.find()).isTrue();
        assertThat(block.group(1).lines()).hasSize(2).allMatch(line -> line.startsWith("mvn "));
    }

    @Test
    void tableHasEveryOptionOfTheComponent() throws IOException {
        List<String> rows = new ArrayList<>();
        Matcher row = ROW.matcher(readme());
        while (row.find()) {
            rows.add(row.group(1));
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(ownOptions());
    }

    /** The endpoint's options as Camel's metadata has them, without those that every component has. */
    private static List<String> ownOptions() throws IOException {
        List<String> inherited =
                List.of("bridgeErrorHandler", "exceptionHandler", "exchangePattern", "lazyStartProducer");
        List<String> options = new ArrayList<>();
        try (InputStream metadata =
                        ReadmeTest.class.getResourceAsStream("/META-INF/io/github/posixmq/camel/posixmq.json");
                JsonParser json = new JsonFactory().createParser(metadata)) {
            int depth = 0;
            String section = "";
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME && depth == 1) {
                    section = json.currentName();
                } else if (token == JsonToken.FIELD_NAME && depth == 2 && section.equals("properties")) {
                    options.add(json.currentName());
                }
            }
        }
        options.removeAll(inherited);
        return options;
    }
}
