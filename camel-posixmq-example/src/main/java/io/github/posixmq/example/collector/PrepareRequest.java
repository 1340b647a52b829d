package io.github.posixmq.example.collector;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Makes a signed request of a payload, which Camel compresses because of its header. Set up once, then used by any thread. */
public final class PrepareRequest implements Processor {
    /** Exchange property: the payload of the request. */
    static final String PAYLOAD = "collector.payload";

    private Signer signer;

    /**
     * Says who signs.
     *
     * @param signer not null
     */
    public void setSigner(Signer signer) {
        this.signer = signer;
    }

    @Override
    public void process(Exchange exchange) {
        Message request = exchange.getMessage();
        Payload payload = request.getBody(Payload.class);
        byte[] json = payload.json();
        exchange.setProperty(PAYLOAD, payload);
        request.removeHeaders("*");
        request.setHeader(Exchange.CONTENT_TYPE, "application/json");
        request.setHeader(Exchange.CONTENT_ENCODING, "gzip");
        request.setHeader("X-Signature", signer.sign(json));
        request.setBody(json);
    }
}
