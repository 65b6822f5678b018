package io.penstock.gateway;

import io.penstock.config.CallerAuthorization;
import io.penstock.config.RouteConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.exchange.Stage;
import io.penstock.token.CredentialStage;
import io.penstock.token.LoopCredential;
import io.penstock.token.Refusal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of a route are signed.
 *
 * @param credential the credential's name
 * @param callers what becomes of a caller's own credentials
 * @param refusal how the upstream says that the credential is no good
 */
record Signing(String credential, CallerAuthorization callers, Refusal refusal) {

    /**
     * What the settings say; null where nothing is signed.
     *
     * @param route the route's own settings, which go before the upstream's; null where no route matches
     */
    static @Nullable Signing of(UpstreamConfig upstream, @Nullable RouteConfig route) {
        String own = route == null ? null : route.credential();
        String credential = own != null ? own : upstream.credential();
        if (credential == null) {
            return null;
        }
        CallerAuthorization callers = route == null ? null : route.onCallerAuthorization();
        return new Signing(
                credential,
                callers != null ? callers : upstream.onCallerAuthorization(),
                Refusal.of(
                        route == null || route.rejectedWhen() == null
                                ? upstream.rejectedWhen()
                                : route.rejectedWhen()));
    }

    /** The stage that signs, before what sends. */
    Stage before(Stage sending, Function<String, LoopCredential> credentials) {
        return new CredentialStage(sending, credentials.apply(credential), callers, refusal);
    }
}
