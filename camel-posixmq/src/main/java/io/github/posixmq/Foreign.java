package io.github.posixmq;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is needed of java.lang.foreign, looked up by reflection, because the sources are Java 17's. No type of it gets out:
 * a memory segment is an Object, a pointer a long. Can be initialised from Java {@link #SINCE} on only. Thread-safe.
 */
final class Foreign {
    /** The first Java that has the Foreign Function API for good. */
    static final int SINCE = 22;

    /** How many arguments come before the dots in C. Some processors pass those behind them differently. */
    private static final Map<String, Integer> VARIADIC = Map.of("mq_open", 2, "open", 2, "openat", 3);

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private static final Class<?> SEGMENT = type("MemorySegment");
    private static final Class<?> LAYOUT = type("MemoryLayout");
    private static final Class<?> DESCRIPTOR = type("FunctionDescriptor");
    private static final Class<?> OPTION = type("Linker$Option");
    private static final Class<?> ARENA = type("Arena");
    private static final Class<?> LOOKUP_OF_SYMBOLS = type("SymbolLookup");

    private static final Object LINKER = call(type("Linker"), "nativeLinker", null);
    private static final Object SYMBOLS = symbols();
    private static final Object JAVA_INT = constant("JAVA_INT");
    private static final Object JAVA_LONG = constant("JAVA_LONG");
    private static final Object ERRNO =
            option("captureCallState", new Class<?>[] {String[].class}, (Object) new String[] {"errno"});
    private static final Object ERRNO_LAYOUT = call(OPTION, "captureStateLayout", null);

    /** {@code (long address, long bytes)ByteBuffer}: a view of native memory. */
    static final MethodHandle VIEW = view();

    /** {@code (Buffer)long}: the address of a direct buffer's position. */
    static final MethodHandle ADDRESS = address();

    private Foreign() {}

    /** Fails if libc does not have that function. */
    static long functionAddress(String name) {
        return (long) call(SEGMENT, "address", symbol(name));
    }

    /**
     * A function of libc, by the types that it has in {@link Binding}, where an array stands for a pointer.
     *
     * @param withErrno whether the first argument is a {@link #newErrnoSegment} that takes its errno
     */
    static MethodHandle function(String name, boolean withErrno) {
        MethodType type = typeOf(name);
        List<Object> options = new ArrayList<>();
        if (withErrno) {
            options.add(ERRNO);
        }
        if (VARIADIC.containsKey(name)) {
            options.add(option("firstVariadicArg", new Class<?>[] {int.class}, VARIADIC.get(name)));
        }
        MethodHandle handle = (MethodHandle) call(
                type("Linker"),
                "downcallHandle",
                LINKER,
                new Class<?>[] {SEGMENT, DESCRIPTOR, OPTION.arrayType()},
                symbol(name),
                descriptor(type),
                arrayOf(OPTION, options));
        return handle.asType(withErrno ? type.insertParameterTypes(0, Object.class) : type);
    }

    private static MethodType typeOf(String name) {
        Method method = Arrays.stream(Binding.class.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findAny()
                .orElseThrow();
        Class<?>[] parameters = Arrays.stream(method.getParameterTypes())
                .map(parameter -> parameter.isArray() ? long.class : parameter)
                .toArray(Class<?>[]::new);
        return MethodType.methodType(method.getReturnType(), parameters);
    }

    /** Memory that takes an errno, freed when it is garbage. */
    static Object newErrnoSegment() {
        Object arena = call(ARENA, "ofAuto", null);
        Class<?>[] types = {long.class, long.class};
        return call(
                type("SegmentAllocator"),
                "allocate",
                arena,
                types,
                errnoLayout("byteSize"),
                errnoLayout("byteAlignment"));
    }

    private static Object errnoLayout(String property) {
        return call(LAYOUT, property, ERRNO_LAYOUT);
    }

    /** Where in such memory the errno is, as an int. */
    static int errnoOffset() {
        Class<?> element = type("MemoryLayout$PathElement");
        Object[] path = {call(element, "groupElement", null, new Class<?>[] {String.class}, "errno")};
        Class<?>[] types = {element.arrayType()};
        return Math.toIntExact(
                (long) call(LAYOUT, "byteOffset", ERRNO_LAYOUT, types, arrayOf(element, Arrays.asList(path))));
    }

    static ByteBuffer viewOf(Object segment) {
        return (ByteBuffer) call(SEGMENT, "asByteBuffer", segment);
    }

    private static Object descriptor(MethodType type) {
        Object arguments = arrayOf(
                LAYOUT, type.parameterList().stream().map(Foreign::layout).toList());
        if (type.returnType() == void.class) {
            return call(DESCRIPTOR, "ofVoid", null, new Class<?>[] {LAYOUT.arrayType()}, arguments);
        }
        Class<?>[] types = {LAYOUT, LAYOUT.arrayType()};
        return call(DESCRIPTOR, "of", null, types, layout(type.returnType()), arguments);
    }

    private static Object layout(Class<?> type) {
        return type == int.class ? JAVA_INT : JAVA_LONG;
    }

    private static Object option(String name, Class<?>[] types, Object value) {
        return call(OPTION, name, null, types, value);
    }

    private static Object symbols() {
        Object libc = call(type("Linker"), "defaultLookup", LINKER);
        if (find(libc, "mq_open").isPresent()) {
            return libc;
        }
        // before glibc 2.34 the mq_ functions are in librt
        Class<?>[] types = {String.class, ARENA};
        Object librt = call(LOOKUP_OF_SYMBOLS, "libraryLookup", null, types, "librt.so.1", call(ARENA, "global", null));
        return call(LOOKUP_OF_SYMBOLS, "or", libc, new Class<?>[] {LOOKUP_OF_SYMBOLS}, librt);
    }

    private static Object symbol(String name) {
        return find(SYMBOLS, name).orElseThrow(() -> new UnsatisfiedLinkError("libc has no function " + name));
    }

    private static Optional<?> find(Object symbols, String name) {
        return (Optional<?>) call(LOOKUP_OF_SYMBOLS, "find", symbols, new Class<?>[] {String.class}, name);
    }

    private static MethodHandle view() {
        Object nothing = constant(SEGMENT, "NULL");
        Object everything = call(SEGMENT, "reinterpret", nothing, new Class<?>[] {long.class}, Long.MAX_VALUE);
        MethodHandle slice = virtual("asSlice", MethodType.methodType(SEGMENT, long.class, long.class));
        MethodHandle buffer = virtual("asByteBuffer", MethodType.methodType(ByteBuffer.class));
        return MethodHandles.filterReturnValue(slice.bindTo(everything), buffer);
    }

    private static MethodHandle address() {
        try {
            MethodType type = MethodType.methodType(SEGMENT, Buffer.class);
            return MethodHandles.filterReturnValue(
                    LOOKUP.findStatic(SEGMENT, "ofBuffer", type),
                    virtual("address", MethodType.methodType(long.class)));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the Foreign Function API of this Java is another one", e);
        }
    }

    private static MethodHandle virtual(String name, MethodType type) {
        try {
            return LOOKUP.findVirtual(SEGMENT, name, type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the Foreign Function API of this Java is another one", e);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("java.lang.foreign." + name);
        } catch (ClassNotFoundException e) {
            throw new LinkageError("the Foreign Function API of this Java is another one", e);
        }
    }

    private static Object constant(String name) {
        return constant(type("ValueLayout"), name);
    }

    private static Object constant(Class<?> type, String name) {
        try {
            return type.getField(name).get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the Foreign Function API of this Java is another one", e);
        }
    }

    private static Object arrayOf(Class<?> type, List<?> elements) {
        return elements.toArray((Object[]) Array.newInstance(type, 0));
    }

    private static Object call(Class<?> type, String name, Object target) {
        return call(type, name, target, new Class<?>[0]);
    }

    private static Object call(Class<?> type, String name, Object target, Class<?>[] types, Object... arguments) {
        try {
            return type.getMethod(name, types).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new LinkageError(
                    type.getSimpleName() + "." + name + ": " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the Foreign Function API of this Java is another one", e);
        }
    }
}
