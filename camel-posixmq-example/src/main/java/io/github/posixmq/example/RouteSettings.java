package io.github.posixmq.example;

/**
 * What a bridge is about whose routes are the files of a folder.
 *
 * @param routes the files
 * @param config their properties
 * @param brokerOrNull URL of the AMQP 1.0 broker, null if no route needs one
 */
record RouteSettings(RouteFolder routes, ServiceConfig config, String brokerOrNull) {
    /** What stands in the file of each route that uses the broker. */
    private static final String BROKER_BEAN = "#bean:amqp";

    static boolean needBroker(RouteFolder routes) {
        return routes.mentions(BROKER_BEAN);
    }

    boolean needHttpServer() {
        return routes.mentions("platform-http:");
    }
}
