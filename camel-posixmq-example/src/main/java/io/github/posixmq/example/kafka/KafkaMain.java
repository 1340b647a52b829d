package io.github.posixmq.example.kafka;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Kafka's own main class, for a parent process that may die: its standard input is at its end then, and so is the broker.
 * Formats the data folder first if it is new. Argument: the file of the broker's properties. It is compiled without the
 * broker, whose jars are in no other class path than that of this process.
 */
public final class KafkaMain {
    private static final String CLUSTER = "posixmqDemonstration00";

    private KafkaMain() {}

    /**
     * Runs the broker.
     *
     * @param args the file of its properties
     * @throws Exception if it does not start
     */
    public static void main(String[] args) throws Exception {
        Thread attendance = new Thread(KafkaMain::endWithParent, "parent-attendance");
        attendance.setDaemon(true);
        attendance.start();
        formatOnce(args[0]);
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object) new String[] {args[0]});
    }

    private static void formatOnce(String config) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(config), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        if (Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            return;
        }
        Object status = Class.forName("kafka.tools.StorageTool")
                .getMethod("execute", String[].class, PrintStream.class)
                .invoke(null, new String[] {"format", "-t", CLUSTER, "-c", config}, System.out);
        if (!Integer.valueOf(0).equals(status)) {
            throw new IOException("The data folder could not be formatted.");
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said; only the end counts.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        System.exit(1);
    }
}
