package io.github.posixmq.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What a child process of the benchmark does: the main class of each, told its role by its arguments. */
final class Roles {
    private Roles() {}

    /** Answers commands, one line each. */
    interface Role {
        String answer(String[] command) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Role role =
                switch (args[0]) {
                    case "wrapper" -> WrapperRole.of(args);
                    case "camel" -> new CamelRole(args);
                    case "idle" -> IdleRole.of(args);
                    case "artemis" -> Brokers.artemis(Integer.parseInt(args[1]));
                    case "kafka" -> Brokers.kafka(Integer.parseInt(args[1]), Integer.parseInt(args[2]), args[3]);
                    default -> throw new IllegalArgumentException(args[0]);
                };
        System.out.println("ready");
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println("ok " + role.answer(line.split(" ", -1)));
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.out.println("failed " + e);
        }
        System.exit(0);
    }
}
