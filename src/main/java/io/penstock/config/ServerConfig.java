package io.penstock.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inbound side: where callers connect, and what a single caller may cost. */
public record ServerConfig(
        @Setting(
                value =
                        "Address to listen on. Another one than loopback, with credentials configured, needs allowUnauthenticated.",
                byDefault = "127.0.0.1")
        String host,

        @Setting(value = "Port to listen on; 0 takes a free one.", byDefault = "8080", min = "0", max = "65535")
        int port,

        @Setting(value = "Whether anyone who reaches the port may use the upstreams' credentials.", byDefault = "false")
        boolean allowUnauthenticated,

        @Setting(
                value = "Event loops, each with its own share of the work; 0 means one for each core.",
                byDefault = "0",
                min = "0",
                max = "256")
        int eventLoops,

        @Setting("TLS towards callers; plain HTTP where absent.") @Nullable
        ServerTlsConfig tls,

        @Setting(value = "Largest request head (fields), in bytes.", byDefault = "16KiB", min = "1KiB", max = "1MiB")
        DataSize maxHead,

        @Setting(value = "Longest request line, in bytes.", byDefault = "8KiB", min = "256", max = "64KiB")
        DataSize maxRequestLine,

        @Setting(value = "Most fields in a request head.", byDefault = "100", min = "1", max = "10000")
        int maxHeaders,

        @Setting(
                value = "Methods forwarded beside GET, HEAD, POST, PUT, DELETE, PATCH and OPTIONS.",
                byDefault = "[]",
                pattern = "[A-Z][A-Z0-9-]{0,31}",
                expected = "a method in capitals")
        List<String> extraMethods,

        @Setting(
                value = "Time for a request head to arrive, from its first byte or from the connection's start.",
                byDefault = "10s",
                min = "10ms",
                max = "10m")
        Duration headTimeout,

        @Setting(
                value = "Time that a connection may be idle between two exchanges.",
                byDefault = "60s",
                min = "10ms",
                max = "1d")
        Duration idle,

        @Setting(
                value =
                        "Time that a caller may take no byte of an answer, or send no byte of a body, while Penstock waits for it.",
                byDefault = "60s",
                min = "10ms",
                max = "1d")
        Duration stall,

        @Setting(value = "Most inbound connections at once.", byDefault = "10000", min = "1", max = "1000000")
        int maxConnections,

        @Setting(
                value = "Most concurrent HTTP/2 streams on one inbound connection.",
                byDefault = "100",
                min = "1",
                max = "10000")
        int maxHttp2Streams,

        @Setting(
                value = "Time that exchanges in flight have to finish at shutdown.",
                byDefault = "10s",
                min = "0s",
                max = "10m")
        Duration drain,

        @Setting("Compressing answers on their way to callers.")
        CompressionConfig compression) {

    /** Refuses methods that are never forwarded. */
    public ServerConfig {
        extraMethods = List.copyOf(extraMethods);
        Checks checks = new Checks();
        for (int i = 0; i < extraMethods.size(); i++) {
            String method = extraMethods.get(i);
            checks.expect(
                    !method.equals("TRACE") && !method.equals("CONNECT"),
                    "extraMethods[" + i + "]",
                    method,
                    "another method: TRACE and CONNECT are never forwarded");
        }
        checks.done();
    }

    /** Whether only this machine reaches the port. */
    public boolean loopback() {
        return Hosts.isLoopback(host);
    }

    /** This configuration with another address to listen on. */
    public ServerConfig withHost(String host) {
        return Records.with(this, "host", host);
    }

    /** This configuration with another port; 0 takes a free one. */
    public ServerConfig withPort(int port) {
        return Records.with(this, "port", port);
    }
}
