package io.penstock.app;

import io.netty.util.Version;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.IVersionProvider;

/** What this program is made of. */
final class Versions implements IVersionProvider {

    private static final String UNKNOWN = "unknown";
    private static final String VERTX_VERSION = "META-INF/vertx/vertx-version.txt";

    /** For {@code --version}: one line. */
    @Override
    public String[] getVersion() {
        return new String[] {"penstock " + penstock()};
    }

    /** Penstock's own, from the manifest of its jar. */
    static String penstock() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static String java() {
        return Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    }

    static String vertx() {
        try (InputStream in = Versions.class.getClassLoader().getResourceAsStream(VERTX_VERSION)) {
            return in == null ? UNKNOWN : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    static String netty() {
        Map<String, Version> artifacts = Version.identify();
        Version common = artifacts.get("netty-common");
        return common == null ? UNKNOWN : common.artifactVersion();
    }

    /** How the event loops reach the network: natively, or through {@code java.nio}, and then why. */
    static String transport() {
        Transport natively = Transport.nativeTransport();
        if (natively != null && natively.available()) {
            return natively.name();
        }
        Throwable cause = natively == null ? null : natively.unavailabilityCause();
        return cause == null ? "nio" : "nio (" + natively.name() + " is not available: " + cause.getMessage() + ")";
    }
}
