package io.github.posixmq.example.tool;

/** Sentences on standard error; any thread may use it. */
final class Say {
    private Say() {}

    static void error(String sentence) {
        System.err.println("posixmq: " + Printable.line(sentence));
    }
}
