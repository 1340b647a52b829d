package io.github.posixmq.example;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/**
 * The properties of a service: those of a file go before those in the jar, system properties and environment variables
 * before both. Read once; immutable.
 */
final class ServiceConfig {
    /** Read if there, when no other file is named. */
    static final Path DEFAULT_FILE = Path.of("conf", "application.properties");

    private static final String IN_THE_JAR = "classpath:application.properties";

    private final Path fileOrNull;
    private final Properties properties = new Properties();

    private ServiceConfig(Path fileOrNull) {
        this.fileOrNull = fileOrNull;
    }

    /**
     * Reads a file.
     *
     * @param givenOrNull null for {@link #DEFAULT_FILE}, which need not be there
     * @throws IOException if it cannot be read; the message names it
     */
    static ServiceConfig of(Path givenOrNull) throws IOException {
        Path file = givenOrNull == null && Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : givenOrNull;
        ServiceConfig config = new ServiceConfig(file);
        if (file != null) {
            config.load();
        }
        return config;
    }

    private void load() throws IOException {
        try (Reader reader = Files.newBufferedReader(fileOrNull, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new IOException("There is no configuration file " + fileOrNull + "; --config names it.", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("The configuration file " + fileOrNull + " cannot be read: " + Reason.of(e), e);
        }
    }

    /** The value that goes before all others outside the jar, or null. */
    String get(String name) {
        String system = System.getProperty(name);
        if (system != null) {
            return system;
        }
        String variable = System.getenv(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
        return variable == null ? properties.getProperty(name) : variable;
    }

    /** Where Camel looks for properties, the first one first. */
    String locations() {
        return fileOrNull == null ? IN_THE_JAR : "file:" + fileOrNull.toAbsolutePath() + "," + IN_THE_JAR;
    }

    /** Where to write a property, for a person. */
    @Override
    public String toString() {
        return fileOrNull == null ? DEFAULT_FILE + ", or the file named with --config" : fileOrNull.toString();
    }
}
