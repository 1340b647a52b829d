/**
 * POSIX message queues (mq_overview(7)) for Java on Linux: {@link io.github.posixmq.MessageQueue} sends and receives,
 * {@link io.github.posixmq.MessageQueues} lists, {@link io.github.posixmq.QueueLimits} tells what the kernel grants.
 * {@link io.github.posixmq.Journal} receives so that nothing is lost with its receiver, and
 * {@link io.github.posixmq.HeldMessages} shows what journals hold and what is in quarantine.
 *
 * <p>In this order: no message is lost and no wrong one delivered; an error says what to type next; the code is plain; it
 * is fast.
 *
 * <p>How it is built, from the outside in: {@code MessageQueue} is the handle; {@code Opener} opens it and
 * {@code OpenFailure} explains why it could not; {@code Descriptor} counts who is inside a call, so that the kernel's
 * number is given back last; {@code Waiter} is one thread's wait and what wakes it; {@code Workspace} is one call's native
 * memory; {@code Libc} is the C library, called through one of two {@code Binding}s: the Foreign Function API from Java 22 on,
 * else JNA.
 *
 * <p>Thread rules: public objects may be shared by all threads. A reader never blocks in mq_receive, because a message
 * handed to a blocked reader dies with it: it polls a non-blocking descriptor. A sender that finds the queue full stands
 * in line in mq_send, because who only polls starves behind those who do; it is got out by a signal. Virtual threads
 * have platform threads wait in their stead. One housekeeper thread does what goes by time.
 */
package io.github.posixmq;
