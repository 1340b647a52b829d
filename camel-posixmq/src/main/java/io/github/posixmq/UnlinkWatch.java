package io.github.posixmq;

/** The housekeeper's look at one handle: whether its queue has been unlinked. */
final class UnlinkWatch implements Runnable {
    private final MessageQueue queue;
    private final Runnable callback;

    UnlinkWatch(MessageQueue queue, Runnable callback) {
        this.queue = queue;
        this.callback = callback;
    }

    @Override
    public void run() {
        try {
            if (queue.isUnlinked()) {
                queue.stopWatching();
                callback.run();
            }
        } catch (QueueClosedException closedMeanwhile) {
            queue.stopWatching();
        } catch (MessageQueueException e) {
            throw new IllegalStateException(e);
        }
    }
}
