package io.penstock.app;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** What a server's certificate says, and why a handshake with it failed, in plain words. */
final class TlsVerdict {

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final String serverName;
    private final List<X509Certificate> chain;
    private final Instant now;

    /**
     * A verdict on what a server showed.
     *
     * @param serverName the name that it was asked for
     * @param chain its certificates, its own first; empty where it showed none
     */
    TlsVerdict(String serverName, List<X509Certificate> chain, Clock clock) {
        this.serverName = serverName;
        this.chain = chain;
        this.now = clock.instant();
    }

    /** The server's certificate in one line: whose, by whom, and how long it lasts. */
    String certificate() {
        if (chain.isEmpty()) {
            return "an earlier session";
        }
        X509Certificate leaf = chain.get(0);
        return shortName(leaf.getSubjectX500Principal()) + " by " + shortName(leaf.getIssuerX500Principal())
                + ", expires in " + daysTo(leaf) + " days";
    }

    /** Why the handshake failed, and what to do. */
    StepFailedException explain(IOException failure, boolean certificateMissing) {
        if (!chain.isEmpty() && has(failure, CertificateException.class)) {
            return explainCertificate(failure, chain.get(0));
        }
        String reason = String.valueOf(failure.getMessage());
        if (certificateMissing) {
            return new StepFailedException(
                    "the server asks for a client certificate and has got none (" + reason + ")",
                    "Set tls.certFile and tls.keyFile.");
        }
        if (reason.contains("Unsupported or unrecognized") || reason.contains("plaintext")) {
            return new StepFailedException(
                    "the port answers, but not in TLS",
                    "Write http:// instead of https:// in the url, or correct its port.");
        }
        if (reason.contains("protocol_version")) {
            return new StepFailedException(
                    "no version of TLS in common: " + reason, "The server has to offer TLS 1.2 or 1.3; ask its owner.");
        }
        if (reason.contains("unrecognized_name")) {
            return new StepFailedException(
                    "the server does not know the name " + serverName,
                    "Correct the host in the url, or set tls.serverName.");
        }
        return new StepFailedException(
                "the server ended the handshake: " + reason,
                "Check host and port; ask the API's owner which TLS versions, ciphers and client certificates it takes.");
    }

    private StepFailedException explainCertificate(IOException failure, X509Certificate leaf) {
        for (X509Certificate each : chain) {
            if (now.isAfter(each.getNotAfter().toInstant())) {
                return new StepFailedException(
                        "the certificate of " + shortName(each.getSubjectX500Principal()) + " expired on "
                                + each.getNotAfter().toInstant(),
                        "The server's owner has to renew it; check this machine's clock too.");
            }
            if (now.isBefore(each.getNotBefore().toInstant())) {
                return new StepFailedException(
                        "the certificate of " + shortName(each.getSubjectX500Principal()) + " is not valid before "
                                + each.getNotBefore().toInstant(),
                        "Check this machine's clock.");
            }
        }
        String reason = reasons(failure);
        if (reason.contains("No subject alternative") || reason.contains("No name matching")) {
            return new StepFailedException(
                    "the certificate is for " + names(leaf) + ", and not for " + serverName,
                    "Correct the host in the url, or set tls.serverName to a name that the certificate is for.");
        }
        if (reason.contains("certification path") || reason.contains("self-signed") || reason.contains("self signed")) {
            return new StepFailedException(
                    "nobody trusted vouches for the certificate of " + certificate() + "; certificates sent: "
                            + chain.size(),
                    "Set tls.caFile to the certificate of the authority; if it is a public one, the server does not send the ones between.");
        }
        return new StepFailedException(
                "the certificate of " + certificate() + " is refused: " + reason,
                "Ask the server's owner for a valid certificate.");
    }

    private long daysTo(X509Certificate certificate) {
        return ChronoUnit.DAYS.between(now, certificate.getNotAfter().toInstant());
    }

    /** The names that the certificate is for. */
    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                return names.stream()
                        .filter(name ->
                                Objects.equals(name.get(0), DNS_NAME) || Objects.equals(name.get(0), IP_ADDRESS))
                        .limit(5)
                        .map(name -> String.valueOf(name.get(1)))
                        .collect(Collectors.joining(", "));
            }
        } catch (CertificateParsingException e) {
            // The subject has to do.
        }
        return shortName(certificate.getSubjectX500Principal());
    }

    /** The common name, or all of the name where it has none; what would harm a terminal is replaced. */
    private static String shortName(X500Principal principal) {
        String all = principal.getName();
        return Stream.of(all.split("(?<!\\\\),", -1))
                .filter(part -> part.startsWith("CN="))
                .map(part -> part.substring(3))
                .findFirst()
                .orElse(all)
                .replaceAll("\\p{Cntrl}", "?");
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return causes(failure).anyMatch(type::isInstance);
    }

    private static String reasons(Throwable failure) {
        return causes(failure).map(cause -> String.valueOf(cause.getMessage())).collect(Collectors.joining("; "));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(10);
    }
}
