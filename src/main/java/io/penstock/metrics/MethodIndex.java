package io.penstock.metrics;

import java.util.List;

/**
 * Small numbers for the request methods that metrics tell apart. Whatever a caller sends maps to one of them, so that a
 * label for the method has few values, and what belongs to a method can be kept in an array.
 */
public final class MethodIndex {

    public static final int GET = 0;
    public static final int HEAD = 1;
    public static final int POST = 2;
    public static final int PUT = 3;
    public static final int DELETE = 4;
    public static final int PATCH = 5;
    public static final int OPTIONS = 6;

    /** Any other method, shown as {@code _OTHER} as the semantic conventions of OpenTelemetry have it. */
    public static final int OTHER = 7;

    /** One more than the largest index. */
    public static final int COUNT = 8;

    private static final List<String> LABELS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "_OTHER");

    private MethodIndex() {}

    /** The index of a method's name, which is case-sensitive (RFC 9110, section 9.1). */
    public static int of(String method) {
        return switch (method) {
            case "GET" -> GET;
            case "HEAD" -> HEAD;
            case "POST" -> POST;
            case "PUT" -> PUT;
            case "DELETE" -> DELETE;
            case "PATCH" -> PATCH;
            case "OPTIONS" -> OPTIONS;
            default -> OTHER;
        };
    }

    /** The value of the {@code method} label for an index. */
    public static String label(int method) {
        return LABELS.get(method);
    }
}
