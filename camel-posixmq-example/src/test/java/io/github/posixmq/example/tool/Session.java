package io.github.posixmq.example.tool;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.MessageQueueException;
import io.github.posixmq.OpenOptions;

/**
 * Runs in a child: each argument is a command line of the tool. {@code fill MESSAGES SIZE} creates queues until the kernel
 * grants no more and prints how many there were. For the main thread.
 */
final class Session {
    private Session() {}

    public static void main(String[] commands) {
        System.setErr(System.out);
        for (String command : commands) {
            System.out.println("$ " + command);
            String[] words = command.split(" ", -1);
            if (words[0].equals("fill")) {
                System.out.println(fill(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            } else {
                System.out.println("status " + PosixMq.execute(words));
            }
        }
    }

    private static int fill(int messages, int size) {
        for (int count = 0; ; count++) {
            OpenOptions options = OpenOptions.readOnly()
                    .createExclusive()
                    .maxMessages(messages)
                    .maxMessageSize(size);
            try {
                MessageQueue.open("/fill" + count, options).close();
            } catch (MessageQueueException refused) {
                return count;
            }
        }
    }
}
