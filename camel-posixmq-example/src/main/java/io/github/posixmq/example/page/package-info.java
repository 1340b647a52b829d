/**
 * The live page of the bridge: one thread looks at the queues each second and keeps ten minutes of it; a web server on
 * loopback shows that, and with a token starts and stops routes.
 */
package io.github.posixmq.example.page;
