package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.Child;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** Routes that talk with a process that shares no code with this project: a C program, or Python without a compiler. */
class InteropTest extends CamelQueueTest {
    @Test
    void routeReceivesWhatAnotherProgramSends() throws Exception {
        start(routes -> routes.from(uri()).to("mock:out"));
        assertThat(Child.peer("send", queue.name(), "17", "grüße").runForLine()).isEqualTo("sent");
        await().until(() -> mock("out").getReceivedCounter() == 1);
        Exchange exchange = mock("out").getReceivedExchanges().get(0);
        assertThat(text(exchange)).isEqualTo("grüße");
        assertThat(exchange.getIn().getHeader(PosixMqConstants.PRIORITY)).isEqualTo(17);
    }

    @Test
    void anotherProgramReceivesWhatARouteSends() throws Exception {
        start(routes -> routes.from("direct:in").to(uri()));
        template().sendBodyAndHeader("direct:in", "grüße", PosixMqConstants.PRIORITY, 17);
        assertThat(Child.peer("receive", queue.name()).runForLine()).isEqualTo("17 grüße");
    }

    @Test
    void routeUsesTheQueueThatAnotherProgramCreated() throws Exception {
        assertThat(Child.peer("create", queue.name(), "3", "40", "600").runForLine())
                .isEqualTo("created");
        start(routes -> routes.from("posixmq:" + queue.name() + "?create=false").to("mock:out"));
        try (Child flood = Child.peer("flood", queue.name(), "flooded").start()) {
            assertThat(flood.readLine()).isEqualTo("ready");
            await().until(() -> mock("out").getReceivedCounter() > 500);
        }
        assertThat(texts(mock("out"))).containsOnly("flooded");
    }
}
