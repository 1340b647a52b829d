package io.github.posixmq;

/** What is written down about a message that is held or in quarantine, besides its body. */
interface HeldFacts {
    int priority();

    /** Of its body, in bytes. */
    int length();

    /** How often it has been delivered. */
    int deliveries();

    /** How many of the deliveries failed. */
    int failures();

    /** How many of the deliveries ended with the death of the process. */
    int deaths();

    /** Whether its end was found by the journal's fill. */
    boolean isRecovered();
}
