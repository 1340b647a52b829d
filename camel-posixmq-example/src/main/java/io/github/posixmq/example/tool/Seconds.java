package io.github.posixmq.example.tool;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time in seconds, with a fraction if need be; without state. */
final class Seconds implements ITypeConverter<Duration> {
    private static final BigDecimal LONGEST = BigDecimal.valueOf(1_000_000_000);

    @Override
    public Duration convert(String text) {
        try {
            BigDecimal seconds = new BigDecimal(text);
            if (seconds.signum() >= 0 && seconds.compareTo(LONGEST) <= 0) {
                return Duration.ofNanos(seconds.movePointRight(9).longValue());
            }
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException("'" + text + "' is no time. Write seconds from 0 to "
                + LONGEST.toPlainString() + ", such as 2 or 0.5.");
    }
}
