package io.github.posixmq.bench;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.OpenOptions;
import io.github.posixmq.ReceivedMessage;

/** The queue wrapper alone, as the C program is without it. The receiver has a thread of its own. */
final class WrapperRole {
    private WrapperRole() {}

    static Roles.Role of(String[] args) throws Exception {
        return switch (args[1]) {
            case "run" -> run(args[2], args[3], Integer.parseInt(args[4]));
            case "echo" -> echo(args[2], args[3]);
            case "pair" -> new PairRole(args[2]);
            default -> throw new IllegalArgumentException(args[1]);
        };
    }

    private interface Loop {
        void run() throws Exception;
    }

    private static void thread(Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                loop.run();
            } catch (Exception e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static Roles.Role run(String from, String to, int size) throws Exception {
        Arrivals arrivals = new Arrivals();
        if (!from.equals("-")) {
            MessageQueue in = MessageQueue.open(from, OpenOptions.readOnly());
            thread(() -> {
                while (true) {
                    in.receive();
                    arrivals.arrived(1);
                }
            });
        }
        MessageQueue out = to.equals("-") ? null : MessageQueue.open(to, OpenOptions.writeOnly());
        byte[] body = new byte[size];
        return command -> switch (command[0]) {
            case "expect" -> {
                arrivals.expect(Long.parseLong(command[1]));
                yield "";
            }
            case "send" -> String.valueOf(send(out, body, Long.parseLong(command[1])));
            default -> String.valueOf(arrivals.await());
        };
    }

    private static long send(MessageQueue out, byte[] body, long messages) throws Exception {
        long start = System.nanoTime();
        for (long i = 0; i < messages; i++) {
            out.send(body, 0);
        }
        return start;
    }

    private static Roles.Role echo(String from, String to) throws Exception {
        MessageQueue in = MessageQueue.open(from, OpenOptions.readOnly());
        MessageQueue out = MessageQueue.open(to, OpenOptions.writeOnly());
        thread(() -> {
            while (true) {
                ReceivedMessage message = in.receive();
                out.send(message.body(), message.priority());
            }
        });
        return command -> "";
    }
}
