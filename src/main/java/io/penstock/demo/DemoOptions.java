package io.penstock.demo;

import io.vertx.core.net.KeyCertOptions;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link DemoApi} is started.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one, see {@link DemoApi#port()}
 * @param itemCount how many items there are, numbered from 1
 * @param instances on how many event loops requests are served
 * @param http2 whether HTTP/2 is served beside HTTP/1.1: in clear text with prior knowledge, over TLS by ALPN
 * @param certificate serves TLS under this key and certificate; null serves clear text
 */
public record DemoOptions(
        String host,
        int port,
        int itemCount,
        int instances,
        boolean http2,
        @Nullable KeyCertOptions certificate) {

    /** Refuses values that cannot work, with an {@link IllegalArgumentException} that names the value. */
    public DemoOptions {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is blank (expected: an address to listen on, such as 127.0.0.1)");
        }
        requireWithin("port", port, 0, 65_535);
        requireWithin("itemCount", itemCount, 0, 10_000_000);
        requireWithin("instances", instances, 1, 256);
    }

    /** Clear text on a free port of the loopback address: 10,000 items, one event loop, with HTTP/2. */
    public static DemoOptions defaults() {
        return new DemoOptions("127.0.0.1", 0, 10_000, 1, true, null);
    }

    /** The same on another port; 0 takes a free one. */
    public DemoOptions withPort(int newPort) {
        return new DemoOptions(host, newPort, itemCount, instances, http2, certificate);
    }

    /** The same with another number of items. */
    public DemoOptions withItemCount(int newItemCount) {
        return new DemoOptions(host, port, newItemCount, instances, http2, certificate);
    }

    /** The same on another number of event loops. */
    public DemoOptions withInstances(int newInstances) {
        return new DemoOptions(host, port, itemCount, newInstances, http2, certificate);
    }

    /** The same with HTTP/1.1 only. */
    public DemoOptions withoutHttp2() {
        return new DemoOptions(host, port, itemCount, instances, false, certificate);
    }

    /** The same over TLS. */
    public DemoOptions withCertificate(KeyCertOptions newCertificate) {
        return new DemoOptions(host, port, itemCount, instances, http2, newCertificate);
    }

    private static void requireWithin(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }
}
