package io.github.posixmq;

import java.time.Instant;

/**
 * Who may use a queue and when it was last used, as its inode has it; see mq_overview(7) and inode(7).
 *
 * @param owner id of the user whose queue it is, and against whose RLIMIT_MSGQUEUE it counts unless somebody changed its
 *     owner
 * @param group id of its group
 * @param permissions 0 to 07777
 * @param lastUsed when a message was last sent or received, or else when it was created; in whole seconds
 */
public record QueueStatus(int owner, int group, int permissions, Instant lastUsed) {}
