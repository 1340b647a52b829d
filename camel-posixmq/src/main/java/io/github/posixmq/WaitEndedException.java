package io.github.posixmq;

/** A wait was ended by {@link Thread#interrupt} (the interrupt status stays set) or by
 * {@link MessageQueue#endWaits}; the call sent and received nothing (EINTR). */
public final class WaitEndedException extends MessageQueueException {
    private static final long serialVersionUID = 1L;

    WaitEndedException(String operation, QueueName queue, Errno errno, String reason, String remedy) {
        super(operation, queue, errno, reason, remedy);
    }
}
