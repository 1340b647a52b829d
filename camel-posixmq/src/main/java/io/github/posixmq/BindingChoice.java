package io.github.posixmq;

import java.util.function.Supplier;

/**
 * Which binding a JVM uses: that of the Foreign Function API where there is one, else that of JNA, or the one that the
 * property names. Immutable.
 *
 * @param binding the one chosen, or null if there is none
 * @param reason why there is none
 * @param remedy what to do about it
 * @param cause what was thrown, or null
 */
record BindingChoice(Binding binding, String reason, String remedy, Throwable cause) {
    static final String PROPERTY = "posixmq.binding";
    static final String JNA = "jna";
    static final String FFM = "ffm";

    private static final String SYSTEM = System.getProperty("os.name") + " on " + System.getProperty("os.arch");

    static BindingChoice ofThisJvm() {
        // no method reference: to make one of JnaBinding would load classes of JNA
        return of(
                System.getProperty(PROPERTY),
                Runtime.version().feature(),
                () -> new FfmBinding(),
                () -> new JnaBinding());
    }

    /** The choice for that value of the property, null if it is not set, on a Java of that version. */
    static BindingChoice of(String property, int java, Supplier<Binding> ffm, Supplier<Binding> jna) {
        if (property == null) {
            BindingChoice first = java >= Foreign.SINCE ? ffm(ffm) : null;
            return first != null && first.binding != null ? first : jna(jna, first);
        }
        return switch (property) {
            case JNA -> jna(jna, null);
            case FFM -> java >= Foreign.SINCE ? ffm(ffm) : tooOld(java);
            default ->
                none(
                        PROPERTY + "=" + property + " is neither " + JNA + " nor " + FFM,
                        "Type java -D" + PROPERTY + "=" + JNA + " or -D" + PROPERTY + "=" + FFM
                                + ", or leave it out: the best one is found.",
                        null);
        };
    }

    private static BindingChoice ffm(Supplier<Binding> ffm) {
        try {
            return new BindingChoice(ffm.get(), null, null, null);
        } catch (LinkageError e) {
            return none(
                    "the C library could not be bound by Java's Foreign Function API on " + SYSTEM + " (" + firstLine(e)
                            + ")",
                    "Type java --enable-native-access=ALL-UNNAMED if native access is denied, or java -D" + PROPERTY
                            + "=" + JNA + " for another way. If a function is missing, update the C library:"
                            + " glibc 2.28 or musl 1.2 is needed.",
                    e);
        }
    }

    private static BindingChoice tooOld(int java) {
        return none(
                PROPERTY + "=" + FFM + " needs the Foreign Function API of Java " + Foreign.SINCE
                        + " or newer, and this is Java " + java,
                "Run this on Java " + Foreign.SINCE + " or newer, or leave " + PROPERTY + " out, or type java -D"
                        + PROPERTY + "=" + JNA + ".",
                null);
    }

    /** @param before what else has failed before, or null */
    private static BindingChoice jna(Supplier<Binding> jna, BindingChoice before) {
        try {
            return new BindingChoice(jna.get(), null, null, null);
        } catch (LinkageError e) {
            if (before != null) {
                e.addSuppressed(before.cause);
            }
            return none(
                    "the native library could not be loaded on " + SYSTEM + " (" + firstLine(e) + ")"
                            + (before == null ? "" : ", and " + before.reason),
                    "If the temporary folder is mounted noexec or cannot be written, name another:"
                            + " java -Djna.tmpdir=/path/that/may/execute. If native access is denied: java"
                            + " --enable-native-access=ALL-UNNAMED. If a function is missing, update the C library:"
                            + " glibc 2.28 or musl 1.2 is needed.",
                    e);
        }
    }

    private static BindingChoice none(String reason, String remedy, Throwable cause) {
        return new BindingChoice(null, reason, remedy, cause);
    }

    /** Of the message, or of that of the cause where a class could not be initialised. */
    private static String firstLine(Throwable e) {
        Throwable told = e.getMessage() == null && e.getCause() != null ? e.getCause() : e;
        return String.valueOf(told.getMessage()).lines().findFirst().orElse("no message");
    }
}
