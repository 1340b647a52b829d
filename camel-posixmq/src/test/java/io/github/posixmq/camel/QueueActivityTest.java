package io.github.posixmq.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.posixmq.MessageQueue;
import io.github.posixmq.TestQueue;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What the component counts, and that JMX tells the same. */
class QueueActivityTest extends JournaledQueueTest {
    private final CountDownLatch open = new CountDownLatch(1);

    private QueueActivity activity() {
        return context.getComponent("posixmq", PosixMqComponent.class).activity().stream()
                .filter(each -> each.queue().equals(queue.name()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyMessageIsReceivedOnceAndHeldUntilItsRouteIsDone() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER)).process(this::see).process(e -> open.await()));
        MessageQueue raw = raw();
        send(raw, "one");
        await().until(() -> seen.size() == 1);
        assertThat(activity()).isEqualTo(new QueueActivity(queue.name(), 1, 0, 0, 0, 1));

        send(raw, "two");
        open.countDown();
        await().untilAsserted(() -> assertThat(activity()).isEqualTo(new QueueActivity(queue.name(), 2, 0, 0, 0, 0)));
    }

    @Test
    void messageThatIsGivenAgainCountsAsRedelivered() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER, "redeliveryDelay=20"))
                .process(this::see)
                .process(e -> {
                    if (seen.size() < 3) {
                        throw new IllegalStateException("not today");
                    }
                }));
        send(raw(), "x");
        await().untilAsserted(() -> assertThat(activity()).isEqualTo(new QueueActivity(queue.name(), 1, 0, 2, 0, 0)));
    }

    @Test
    void sentAndDiscardedAreToldApart() throws Exception {
        raw();
        context.start();
        String to = uri() + "&discardWhenFull=true&sendTimeout=0";
        for (int i = 0; i < TestQueue.MAX_MESSAGES + 2; i++) {
            template().sendBody(to, "x");
        }
        assertThat(activity()).isEqualTo(new QueueActivity(queue.name(), 0, TestQueue.MAX_MESSAGES, 0, 2, 0));
    }

    @Test
    void jmxTellsTheSame() throws Exception {
        start(routes -> routes.from(uri(Asked.REDELIVER)).process(this::see));
        send(raw(), "one");
        await().until(() -> seen.size() == 1);
        var server = ManagementFactory.getPlatformMBeanServer();
        ObjectName pattern = new ObjectName(
                "org.apache.camel:context=" + context.getManagementName() + ",type=endpoints,name=\"posixmq://*\"");
        var names = server.queryNames(pattern, null);
        assertThat(names).hasSize(1);
        ObjectName endpoint = names.iterator().next();
        assertThat(server.getAttribute(endpoint, "Received")).isEqualTo(1L);
        assertThat(server.getAttribute(endpoint, "Sent")).isEqualTo(0L);
        assertThat(server.getAttribute(endpoint, "Redelivered")).isEqualTo(0L);
        assertThat(server.getAttribute(endpoint, "Discarded")).isEqualTo(0L);
        await().until(() -> server.getAttribute(endpoint, "Held").equals(0));
    }
}
