package io.github.posixmq.example.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads the body of a request as it is, whatever its type, and keeps no more of it than a message can have. Used by one
 * worker thread, and fed by the server's.
 */
final class RequestBody {
    private static final long LONGEST_SECONDS = 30;

    private final HttpServerRequest request;
    private final int maxBytes;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    /**
     * Prepares it.
     *
     * @param request paused
     */
    RequestBody(HttpServerRequest request, int maxBytes) {
        this.request = request;
        this.maxBytes = maxBytes;
    }

    /** Lets the rest of the body pass by unread, so that the answer comes through. */
    static void discard(HttpServerRequest request) {
        request.handler(buffer -> {}).resume();
    }

    byte[] read() throws RefusedRequestException, IOException {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && length.matches("\\d+") && Double.parseDouble(length) > maxBytes) {
            throw tooLarge();
        }
        request.exceptionHandler(whole::completeExceptionally);
        request.endHandler(end -> whole.complete(read.toByteArray()));
        request.handler(this::append);
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
        return await();
    }

    private void append(Buffer part) {
        if (read.size() + part.length() > maxBytes) {
            whole.completeExceptionally(tooLarge());
        } else {
            read.writeBytes(part.getBytes());
        }
    }

    private byte[] await() throws RefusedRequestException, IOException {
        try {
            return whole.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The server is stopping.", e);
        } catch (TimeoutException e) {
            throw new RefusedRequestException(408, "The body has not come in " + LONGEST_SECONDS + " s.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedRequestException refusal) {
                throw refusal;
            }
            throw new IOException("The body has not come: " + e.getCause(), e);
        }
    }

    private RefusedRequestException tooLarge() {
        return new RefusedRequestException(413, "A message has at most " + maxBytes + " bytes.");
    }
}
