package io.github.posixmq.camel;

import io.github.posixmq.QueueName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;

/**
 * Makes endpoints of URIs such as {@code posixmq:/orders}. One queue can be written {@code posixmq:/orders},
 * {@code posixmq:orders} and {@code posixmq:///orders}.
 */
@Component("posixmq")
public class PosixMqComponent extends HealthCheckComponent {
    @Metadata(description = "Options that all endpoints of this component start from")
    private PosixMqConfiguration configuration = new PosixMqConfiguration();

    private final Map<QueueName, QueueCounters> counters = new ConcurrentHashMap<>();

    /** A component to be added to a context. */
    public PosixMqComponent() {}

    /**
     * A component of a context.
     *
     * @param context the Camel context
     */
    public PosixMqComponent(CamelContext context) {
        super(context);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        PosixMqEndpoint endpoint = new PosixMqEndpoint(uri, this, QueueName.of(remaining), configuration.copy());
        setProperties(endpoint, parameters);
        OptionRules.check(endpoint.getConfiguration());
        return endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        OptionRules.check(configuration);
        // Early: routes that are warmed up later are told apart by it when one of them stops.
        ContextLifecycle.of(getCamelContext());
    }

    /**
     * What this context has done with its queues; see {@link QueueActivity}.
     *
     * @return one for each queue that has an endpoint, or had one, by name; a snapshot
     */
    public List<QueueActivity> activity() {
        return counters.entrySet().stream()
                .map(each -> each.getValue().now(each.getKey().toString()))
                .sorted(Comparator.comparing(QueueActivity::queue))
                .toList();
    }

    QueueCounters counters(QueueName name) {
        return counters.computeIfAbsent(name, unseen -> new QueueCounters());
    }

    /**
     * The options that all endpoints of this component start from.
     *
     * @return never null
     */
    public PosixMqConfiguration getConfiguration() {
        return configuration;
    }

    /**
     * Sets the options that all endpoints created from now on start from.
     *
     * @param configuration not null
     */
    public void setConfiguration(PosixMqConfiguration configuration) {
        this.configuration = configuration;
    }
}
