package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.TestQueue;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that a new user makes, and that the message must name with value, bound and remedy. */
class UserErrorsTest extends CamelQueueTest {
    @BeforeEach
    void startContext() {
        context.start();
    }

    /** All messages of an exception and its causes. */
    static String messages(Throwable t) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = t; cause != null; cause = cause.getCause()) {
            all.append(cause.getMessage()).append('\n');
        }
        return all.toString();
    }

    private String startFailure(String uri) {
        try {
            RouteBuilder.addRoutes(context, routes -> routes.from("direct:in").to(uri));
        } catch (Exception e) {
            return messages(e);
        }
        throw new AssertionError(uri + " was accepted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    posixmq:/a/b                   | '/a/b'                       | slash besides the leading one | Write /a-b
                    posixmq:a/b                    | 'a/b'                        | slash besides the leading one | Write /a-b
                    posixmq:/                      | '/'                          | empty                         | for example /orders
                    posixmq:/..                    | '/..'                        | not names of queues           | such as /orders
                    posixmq:/x?maxMessages=0       | maxMessages 0                | less than 1                   | Give at least 1
                    posixmq:/x?maxMessageSize=-1   | maxMessageSize -1            | less than 1                   | Give at least 1
                    posixmq:/x?priority=32768      | priority 32768               | 0 to 32767                    | leave it out
                    posixmq:/x?permissions=rw      | permissions 'rw'             | three octal digits            | example 0660
                    posixmq:/x?permissions=0888    | permissions '0888'           | three octal digits            | example 0660
                    posixmq:/x?permissions=1777    | permissions '1777'           | three octal digits            | example 0660
                    posixmq:/x?concurrentConsumers=0 | concurrentConsumers 0      | less than 1                   | Give at least 1
                    posixmq:/x?recoveryInterval=0  | recoveryInterval 0           | less than 1 ms                | such as 1s
                    posixmq:/x?sendTimeout=-2      | sendTimeout -2               | negative                      | -1 to wait for ever
                    posixmq:/x?discardWhenFull=true| discardWhenFull=true         | without sendTimeout           | sendTimeout=0
                    posixmq:/x?maxMessges=5        | maxMessges                   | Unknown parameters            | posixmq
                    posixmq:/x?geometryMismatch=so | geometryMismatch             | so                            | GeometryMismatch
                    """)
    void badUriIsRefused(String uri, String value, String bound, String remedy) {
        assertThat(startFailure(uri)).contains(value, bound, remedy);
        assertThat(exists("/x")).isFalse();
    }

    @Test
    void nameOf256BytesIsRefused() {
        assertThat(startFailure("posixmq:/" + "n".repeat(256))).contains("256 bytes", "255", "Shorten it by 1");
    }

    @Test
    void emptyNameIsRefused() {
        assertThat(startFailure("posixmq:///")).contains("'/'", "empty", "for example /orders");
        assertThat(startFailure("posixmq:?create=false")).contains("''", "empty", "for example /orders");
        // Camel refuses this one itself, before it asks the component.
        assertThat(startFailure("posixmq:")).contains("posixmq:", "Expected scheme-specific part");
    }

    @Test
    void bodyOf5BytesInto4IsRefused() throws Exception {
        MessageQueue raw = queue.open(TestQueue.create(2, 4));
        Exchange exchange =
                template().send("posixmq:" + queue.name(), e -> e.getIn().setBody("12345"));
        assertThat(exchange.getException()).hasMessageContainingAll(queue.name(), "5", "4", "maxMessageSize");
        assertThat(raw.depth()).isZero();
    }

    @Test
    @Tag("slow")
    void limitsOfTheSystemAreNamed() throws Exception {
        String name = queue.name();
        List<String> lines = new CamelChild()
                .within("unshare", "-i")
                .within(withoutSysResource())
                .within("prlimit", "--msgqueue=819200")
                .run(
                        Limits.class,
                        List.of(),
                        "posixmq:" + name + "?maxMessages=11",
                        "posixmq:" + name + "?maxMessageSize=9000",
                        "posixmq:" + name + "-1",
                        "posixmq:" + name + "-2",
                        "posixmq:" + name + "-3",
                        "posixmq:" + name + "-4",
                        "posixmq:" + name + "-5",
                        "posixmq:" + name + "-6",
                        "posixmq:" + name + "-7",
                        "posixmq:" + name + "-8",
                        "posixmq:" + name + "-9",
                        "posixmq:" + name + "-10");
        List<String> failures =
                lines.stream().filter(line -> line.startsWith("FAILED ")).toList();
        assertThat(failures.get(0)).contains("maxMessages", "11", "10", "sysctl -w fs.mqueue.msg_max=11");
        assertThat(failures.get(1)).contains("maxMessageSize", "9000", "8192", "sysctl -w fs.mqueue.msgsize_max=9000");
        assertThat(failures.get(failures.size() - 1)).contains("82880", "819200", "ulimit -q");
        assertThat(lines).contains("STARTED posixmq:" + name + "-1");
    }

    private static String[] withoutSysResource() {
        boolean root = "root".equals(System.getProperty("user.name"));
        return root ? new String[] {"setpriv", "--bounding-set=-sys_resource"} : new String[0];
    }

    /** Starts a producer for each URI and prints what came of it. */
    static final class Limits {
        private Limits() {}

        public static void main(String... uris) throws Exception {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.start();
                for (String uri : uris) {
                    try {
                        RouteBuilder.addRoutes(context, routes -> routes.from("direct:" + uri.replaceAll("\\W", ""))
                                .to(uri));
                        System.out.println("STARTED " + uri);
                    } catch (Exception e) {
                        System.out.println("FAILED " + messages(e).replace('\n', ' '));
                    }
                }
            }
        }
    }
}
