package io.github.posixmq.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** Makes the contenders by their kind. Immutable. */
final class Contenders {
    static final String BUSY_C = "C → C, the receiver busy for 2 µs a message";
    private static final int BUSY_NANOS = 2000;

    private final Place place;
    private final int depth;
    private final int size;

    /** @param size of each message and the largest that fits a queue */
    Contenders(Place place, int depth, int size) {
        this.place = place;
        this.depth = depth;
        this.size = size;
    }

    private String size() {
        return String.valueOf(size);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void nothing() {}

    private interface Command {
        List<String> on(String queue);
    }

    private Pipe overQueue(String name, Command receiver, Command sender) {
        String queue = Queues.uniqueName();
        return new Pipe(
                name,
                () -> place.createQueue(queue, depth, size),
                receiver.on(queue),
                sender == null ? null : sender.on(queue),
                List.of(),
                () -> place.unlinkQueue(queue));
    }

    Pipe c() {
        return overQueue("C → C", q -> place.c("run", "/" + q, "-", size()), q -> place.c("run", "-", "/" + q, size()));
    }

    /** What becomes of the rate when a receiver, in C as well, has something to do with each message. */
    Pipe busyC() {
        return overQueue(
                BUSY_C,
                q -> place.c("run", "/" + q, "-", size(), String.valueOf(BUSY_NANOS)),
                q -> place.c("run", "-", "/" + q, size()));
    }

    Pipe wrapper() {
        return overQueue(
                "wrapper → wrapper",
                q -> place.java("wrapper", "run", q, "-", size()),
                q -> place.java("wrapper", "run", "-", q, size()));
    }

    Pipe cToRoute(String name, String options) {
        return overQueue(
                name,
                q -> camel("run", "posixmq:" + q + options, "-", "default", "-"),
                q -> place.c("run", "-", "/" + q, size()));
    }

    Pipe routeToRoute(String name, String options, String factory) {
        return overQueue(
                name,
                q -> camel("run", "posixmq:" + q + options, "-", factory, "-"),
                q -> camel("run", "-", "posixmq:" + q, factory, "-"));
    }

    Pipe oneJvm(String name, String options) {
        return overQueue(name, q -> camel("run", "posixmq:" + q + options, "posixmq:" + q, "default", "-"), null);
    }

    Pipe camel(String name, String uri, String broker, List<Long> brokers) {
        return camel(name, uri, uri, broker, brokers);
    }

    Pipe camel(String name, String from, String to, String broker, List<Long> brokers) {
        return new Pipe(
                name,
                Contenders::nothing,
                camel("run", from, "-", "default", broker),
                camel("run", "-", to, "default", broker),
                brokers,
                Contenders::nothing);
    }

    Pipe seda(String name, String options) {
        String uri = "seda:bench?blockWhenFull=true" + options;
        return new Pipe(
                name,
                Contenders::nothing,
                camel("run", uri, uri, "default", "-"),
                null,
                List.of(),
                Contenders::nothing);
    }

    List<String> camel(String kind, String from, String to, String factory, String broker) {
        return place.java("camel", kind, from, to, size(), factory, broker);
    }

    /** An echo over two queues to a client in C, the client on the first core and the server on the given one. */
    Echo echoToC(String name, String kind, int core, Path samples) {
        String there = Queues.uniqueName();
        String back = Queues.uniqueName();
        Contenders server = new Contenders(place.core(core), depth, size);
        List<String> command =
                switch (kind) {
                    case "c" -> server.place.c("echo", "/" + there, "/" + back, size());
                    case "wrapper" -> server.place.java("wrapper", "echo", there, back, size());
                    default -> server.camel("echo", "posixmq:" + there + kind, "posixmq:" + back, "default", "-");
                };
        return new Echo(
                name,
                () -> createBoth(there, back),
                command,
                place.core(0).c("client", "/" + there, "/" + back, size(), samples.toString()),
                samples,
                () -> unlinkBoth(there, back));
    }

    private void createBoth(String there, String back) throws IOException {
        place.createQueue(there, depth, size);
        place.createQueue(back, depth, size);
    }

    private void unlinkBoth(String there, String back) {
        place.unlinkQueue(there);
        place.unlinkQueue(back);
    }

    /** An echo from one Camel application to another. */
    Echo camelEcho(String name, String there, String back, String broker) {
        return new Echo(
                name,
                Contenders::nothing,
                camel("echo", there, back, "default", broker),
                camel("client", back, there, "default", broker),
                null,
                Contenders::nothing);
    }

    Echo queueEcho(String name) {
        String there = Queues.uniqueName();
        String back = Queues.uniqueName();
        return new Echo(
                name,
                () -> createBoth(there, back),
                camel("echo", "posixmq:" + there, "posixmq:" + back, "default", "-"),
                camel("client", "posixmq:" + back, "posixmq:" + there, "default", "-"),
                null,
                () -> unlinkBoth(there, back));
    }
}
