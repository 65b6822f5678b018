package io.penstock.config;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** What upstreams and routes say of credentials, held against the credentials that there are. */
final class CredentialUse {
    private CredentialUse() {}

    static void check(
            Map<String, CredentialConfig> credentials,
            Map<String, UpstreamConfig> upstreams,
            boolean tokenManagement,
            Checks checks) {
        upstreams.forEach((name, upstream) -> {
            String at = "upstreams." + name;
            known(upstream.credential(), at + ".credential", credentials, checks);
            CredentialConfig signer = upstream.credential() == null ? null : credentials.get(upstream.credential());
            Matcher placeholder = RunTimeValues.PLACEHOLDER.matcher(upstream.url());
            while (signer != null && placeholder.find()) {
                checks.expect(
                        signer.answer().keep().containsKey(placeholder.group(1)),
                        at + ".url",
                        placeholder.group(),
                        RunTimeValues.expected(signer.answer().keep().keySet()));
            }
            checks.expect(
                    tokenManagement || !upstream.urlFromCredential(),
                    at + ".url",
                    upstream.url(),
                    "a URL without ${credential.…}, since features.tokenManagement is off",
                    "features.tokenManagement");
            for (int i = 0; i < upstream.routes().size(); i++) {
                known(upstream.routes().get(i).credential(), at + ".routes[" + i + "].credential", credentials, checks);
            }
        });
    }

    private static void known(
            @Nullable String name, String at, Map<String, CredentialConfig> credentials, Checks checks) {
        if (name != null) {
            String nearest = Nearest.to(name, credentials.keySet());
            checks.expect(
                    credentials.containsKey(name),
                    at,
                    name,
                    nearest == null
                            ? "the name of a credential, but credentials is empty"
                            : "the name of a credential; the nearest is " + nearest);
        }
    }

    /** What of ours an upstream's requests are signed with, in words; null for nothing. */
    static @Nullable String what(UpstreamConfig upstream) {
        if (upstream.tls().certFile() != null) {
            return "a client certificate";
        }
        String credential = upstream.credential() != null
                ? upstream.credential()
                : upstream.routes().stream()
                        .map(RouteConfig::credential)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        return credential == null ? null : "the credential " + credential;
    }
}
