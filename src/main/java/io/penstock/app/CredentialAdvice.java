package io.penstock.app;

import io.penstock.config.CredentialConfig;
import io.penstock.config.CredentialConfig.ClientAuthentication;
import io.penstock.token.TokenTrial;
import java.util.Locale;

/** Says in plain words what a refused token request means, and what to do. */
final class CredentialAdvice {

    private CredentialAdvice() {}

    static String on(TokenTrial.Refused refusal, CredentialConfig credential) {
        String advice = byCode(refusal.code(), credential);
        return refusal.clocksDiffer() ? "Set this machine's clock first, then: " + advice : advice;
    }

    private static String byCode(String code, CredentialConfig credential) {
        String grant = credential.grant().name().toLowerCase(Locale.ROOT);
        return switch (code) {
            case "invalid_client", "http-401" -> wrongClient(credential);
            case "unauthorized_client" ->
                "The provider knows the client and does not allow it the grant " + grant + ": allow it there, or set"
                        + " another grant.";
            case "access_denied", "http-403" ->
                "The provider knows the client and does not allow it this: ask whoever manages the client there.";
            case "invalid_scope" ->
                "The provider does not know, or not allow, one of the scopes " + credential.scopes()
                        + ": correct scopes, or allow them to the client there.";
            case "invalid_target" ->
                "The provider does not know the audience or resource: correct audience or resources.";
            case "unsupported_grant_type" ->
                "The provider has no grant " + grant + ": set the one that its documentation names.";
            case "invalid_grant" -> wrongGrant(credential);
            case "invalid_request", "http-400" ->
                "The request lacks something or is in the wrong form: compare request.form, request.parameters and"
                        + " clientAuthentication with the provider's documentation.";
            case "unreadable-answer", "answer-too-large", "http-404", "http-405" ->
                "That is no token endpoint, or its answer has another form: correct "
                        + (credential.tokenUrl() == null ? "issuer" : "tokenUrl")
                        + ", which may lead to a login page, or the paths in answer.";
            case "discovery-failed", "issuer-mismatch" ->
                "The provider's metadata is not to be had there: correct issuer, or set tokenUrl in its place.";
            case "unknown-host" -> "Correct the host in the provider's URL, or check the system's name servers.";
            case "unreachable", "timeout", "connection-lost" ->
                "Check that the provider is up, the host and port of its URL, routes and firewalls, and provider.proxy.";
            case "tls-failed" ->
                "Check that the URL's port speaks TLS; a private authority's certificate belongs into"
                        + " provider.tls.caFile.";
            case "subject-token-unreadable" -> "Correct the path of the token to exchange, and who may read it.";
            case "temporarily_unavailable", "slow_down", "too_many_requests", "server_error", "http-429" ->
                "The provider asks to come back later; the gateway does so by itself.";
            default ->
                code.startsWith("http-5")
                        ? "The provider itself fails; the gateway tries again by itself. Where it lasts, ask its owner."
                        : "Look the code up in the provider's documentation.";
        };
    }

    private static String wrongClient(CredentialConfig credential) {
        ClientAuthentication proof = credential.effectiveClientAuthentication();
        String how = proof.name().toLowerCase(Locale.ROOT);
        return switch (proof) {
            case BASIC, POST ->
                "The client secret is wrong, the client unknown, or expected to prove itself in another way than " + how
                        + ": compare clientId and clientSecret with the provider's, then try clientAuthentication "
                        + (proof == ClientAuthentication.BASIC ? "post" : "basic") + ".";
            case PRIVATE_KEY_JWT ->
                "The provider does not accept the client's signature: compare clientId, and key, algorithm and audience"
                        + " of clientAssertion, with what is registered there.";
            case TLS_CLIENT_AUTH ->
                "The provider does not accept the client's certificate: compare clientId and provider.tls.certFile with"
                        + " what is registered there.";
            case NONE ->
                "The client is unknown, or expected to prove who it is: correct clientId, or set clientSecret.";
        };
    }

    private static String wrongGrant(CredentialConfig credential) {
        return switch (credential.grant()) {
            case PASSWORD -> "The user name or the password is wrong, or the user may not use this client.";
            case JWT_BEARER ->
                "The provider does not accept the assertion: compare its issuer, subject, audience and key with what is"
                        + " registered there.";
            case TOKEN_EXCHANGE -> "The token to exchange has expired, or the provider does not accept it.";
            case CLIENT_CREDENTIALS, REFRESH_TOKEN ->
                "The provider does not accept this grant for the client: ask whoever manages the client there.";
        };
    }
}
