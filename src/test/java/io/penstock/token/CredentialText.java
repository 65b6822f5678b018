package io.penstock.token;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.CredentialConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Credentials as a user would write them. */
final class CredentialText {

    private CredentialText() {}

    /** The credential with these settings, in YAML's flow style without the braces. */
    static CredentialConfig credential(String settings) {
        return credential(settings, Map.of());
    }

    /** The same with variables. */
    static CredentialConfig credential(String settings, Map<String, String> environment) {
        try {
            Path file = Files.createTempFile("credential", ".yaml");
            Files.writeString(file, "credentials: { crm: { " + settings + " } }");
            try {
                return Objects.requireNonNull(ConfigLoader.load(ConfigSources.none()
                                .withFile(file)
                                .withEnvironment(environment)
                                .withUpstreamsOptional())
                        .orThrow()
                        .credentials()
                        .get("crm"));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
