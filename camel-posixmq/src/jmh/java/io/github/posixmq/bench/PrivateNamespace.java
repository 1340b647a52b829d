package io.github.posixmq.bench;

import java.io.IOException;
import java.util.List;

/** An IPC namespace of our own in which queues may be deep; it lasts as long as its keeper. Used by one thread. */
final class PrivateNamespace implements AutoCloseable {
    private final Child keeper;
    private final boolean root;

    PrivateNamespace(int maxMessages) throws IOException {
        root = "root".equals(System.getProperty("user.name"));
        String script = "echo " + maxMessages + " > /proc/sys/fs/mqueue/msg_max && echo ready && exec cat";
        keeper = Child.ready(List.of("unshare", root ? "-i" : "-Uri", "sh", "-c", script));
    }

    Place in(Place place) {
        String pid = String.valueOf(keeper.pid());
        return place.behind(
                root
                        ? List.of("nsenter", "-t", pid, "--ipc", "--")
                        : List.of("nsenter", "-t", pid, "--user", "--preserve-credentials", "--ipc", "--"));
    }

    @Override
    public void close() {
        keeper.close();
    }
}
