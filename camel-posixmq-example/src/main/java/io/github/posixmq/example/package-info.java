/**
 * A bridge between POSIX message queues and brokers, HTTP and files, as an application to start and as an example to copy.
 *
 * <p>{@link io.github.posixmq.example.Bridge} is the command line. It runs a {@code Demonstration}, which checks itself
 * from end to end, or the {@code Service} for real feeds. Both start the same {@code BridgeApplication}: Camel Main with
 * the YAML routes of the resource folder {@code camel}, and an {@code EmbeddedBroker} unless another broker is named. The
 * {@code Feeder} is a process of its own that knows the queue wrapper and no Camel. When the demonstration is to kill
 * the bridge, that is a {@code BridgeProcess}, the service as it is for real feeds. The service also runs a
 * {@code RouteFolder}, the route files of a user, with the properties of a {@code ServiceConfig}; what a shipped route needs
 * besides Camel has a subpackage: {@code amqp}, {@code collector}, {@code http}, {@code kafka}.
 *
 * <p>Priorities, in order: nothing is lost, what went wrong is said in a sentence, the routes read like a manual.
 */
package io.github.posixmq.example;
