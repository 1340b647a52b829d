package io.github.posixmq.bench;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Routes with nothing to do: {@code idle N PREFIX}, each on a queue of its own. */
final class IdleRole {
    private IdleRole() {}

    static Roles.Role of(String[] args) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                    from("posixmq:" + args[2] + i + "?maxMessages=1&maxMessageSize=64&unlinkOnStop=true")
                            .process(exchange -> {});
                }
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(context::stop));
        context.start();
        return command -> "";
    }
}
