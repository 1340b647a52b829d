package io.github.posixmq.example;

/** Artemis in this JVM. */
record AmqpDemoBroker(EmbeddedBroker broker) implements DemoBroker {
    static AmqpDemoBroker start() throws Exception {
        return new AmqpDemoBroker(EmbeddedBroker.start(0));
    }

    @Override
    public Target target() {
        return Target.AMQP;
    }

    @Override
    public String address() {
        return broker.url();
    }

    @Override
    public long taken() {
        return broker.taken(BridgeApplication.ADDRESS);
    }

    @Override
    public boolean isDrained(long written) {
        return broker.waiting(BridgeApplication.ADDRESS) == 0;
    }

    @Override
    public void close() {
        broker.close();
    }
}
