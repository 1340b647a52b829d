package io.github.posixmq.camel;

/** Whether a message may be lost, or may come twice, when the process that has it in hand dies. */
public enum DeliveryGuarantee {
    /** Messages are held in a journal until their exchange is completed. */
    AT_LEAST_ONCE,
    /** A message is gone from the moment it is received. */
    AT_MOST_ONCE
}
