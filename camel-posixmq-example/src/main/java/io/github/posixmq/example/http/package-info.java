/** What the route {@code http-to-queue} needs besides Camel. */
package io.github.posixmq.example.http;
