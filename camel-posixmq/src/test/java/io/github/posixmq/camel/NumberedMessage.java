package io.github.posixmq.camel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Bodies that tell their number and whether they came whole. */
final class NumberedMessage {
    /** No body is longer. */
    static final int MAX_SIZE = 64;

    private static final int DIGITS = 10;

    private NumberedMessage() {}

    /** Its number, then filler that depends on it. */
    static byte[] body(int number) {
        byte[] digits = Integer.toString(number).getBytes(US_ASCII);
        int filler = number % (MAX_SIZE - DIGITS);
        byte[] body = Arrays.copyOf(digits, digits.length + filler);
        Arrays.fill(body, digits.length, body.length, (byte) ('a' + number % 26));
        return body;
    }

    /** Its number, or -1 if it is not one of these bodies. */
    static int number(byte[] body) {
        int number = 0;
        int at = 0;
        while (at < body.length && at < DIGITS && body[at] >= '0' && body[at] <= '9') {
            number = number * 10 + (body[at] - '0');
            at++;
        }
        return at > 0 && number >= 0 && Arrays.equals(body, body(number)) ? number : -1;
    }
}
