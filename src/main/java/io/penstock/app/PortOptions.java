package io.penstock.app;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the two ports; shorter than {@code --set}. */
final class PortOptions {

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port for callers (server.port, 8080); 0 takes a free one.")
    private @Nullable Integer port;

    @Option(
            names = "--admin-port",
            paramLabel = "N",
            description = "Management port (admin.port, 9090); 0 takes a free one.")
    private @Nullable Integer adminPort;

    /** The settings that these options stand for. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (port != null) {
            settings.put("server.port", port.toString());
        }
        if (adminPort != null) {
            settings.put("admin.port", adminPort.toString());
        }
        return settings;
    }
}
