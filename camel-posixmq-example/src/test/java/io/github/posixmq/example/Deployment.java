package io.github.posixmq.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.awaitility.Awaitility;

/** What a user lays out for {@code --serve --routes}: shipped route files in a folder, and a file of properties. */
final class Deployment {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path routes;
    private final Path config;
    private final Properties properties = new Properties();

    Deployment(Path folder, String... routeFiles) throws IOException {
        routes = Files.createDirectories(folder.resolve("routes"));
        config = folder.resolve("application.properties");
        for (String file : routeFiles) {
            try (InputStream shipped = Deployment.class.getResourceAsStream("/camel/" + file)) {
                Files.copy(shipped, routes.resolve(file));
            }
        }
    }

    Path routes() {
        return routes;
    }

    Path config() {
        return config;
    }

    Deployment set(String name, Object value) {
        properties.setProperty(name, value.toString());
        return this;
    }

    /** Starts it as a process. */
    Child start() throws IOException {
        try (OutputStream out = Files.newOutputStream(config)) {
            properties.store(out, null);
        }
        return Child.bridge("--serve", "--routes", routes.toString(), "--config", config.toString());
    }

    /** Starts it as a process, and waits until its routes run. */
    Child startReady() throws IOException {
        Child bridge = start();
        try {
            awaitReady(bridge);
            return bridge;
        } catch (RuntimeException | Error e) {
            bridge.close();
            throw e;
        }
    }

    private static void awaitReady(Child bridge) {
        Awaitility.await().atMost(SOON).until(() -> bridge.output().contains(Service.READY) || !bridge.isAlive());
        assertThat(bridge.output()).contains(Service.READY);
    }

    /** Ends it as an init system does. */
    static void stop(Child bridge) throws InterruptedException {
        bridge.terminate();
        assertThat(bridge.exitStatus()).as(bridge.output()).isEqualTo(128 + 15);
    }

    /** A TCP port of this host that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
