package io.penstock.token;

import io.penstock.config.PenstockConfig;
import io.penstock.config.ProviderConfig;
import io.penstock.error.ConfigurationException;
import io.penstock.metrics.Metrics;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a running gateway: those that never change, and those that a {@link TokenVerticle} keeps fresh.
 * Thread-safe.
 */
public final class Credentials {

    /** No credentials: nothing is fetched, and nothing is signed. */
    public static final Credentials NONE = new Credentials(Map.of(), List.of(), null, null);

    private final Map<String, Signature> fixed;
    private final List<CredentialStatus> fixedStatuses;
    private final @Nullable TokenVerticle tokens;
    private final @Nullable String deployment;

    private Credentials(
            Map<String, Signature> fixed,
            List<CredentialStatus> fixedStatuses,
            @Nullable TokenVerticle tokens,
            @Nullable String deployment) {
        this.fixed = fixed;
        this.fixedStatuses = fixedStatuses;
        this.tokens = tokens;
        this.deployment = deployment;
    }

    /**
     * Starts what the configuration says of credentials; opens the token store where a refresh token is kept in it. Fails
     * with a {@link ConfigurationException} where a credential cannot sign, or the store cannot be used, with nothing left
     * running.
     *
     * @param suppliers the tokens of the embedding program, by the name of the credential
     * @param proxies the way to identity providers that have such settings
     */
    public static Future<Credentials> start(
            Vertx vertx,
            PenstockConfig config,
            Map<String, TokenSupplier> suppliers,
            Function<ProviderConfig, ProxyChoice> proxies,
            Metrics metrics) {
        if (!config.features().tokenManagement() || config.credentials().isEmpty()) {
            return Future.succeededFuture(NONE);
        }
        CredentialPlan plan = new CredentialPlan(vertx, suppliers, proxies);
        // Reading keys takes longer than an event loop has.
        return vertx.executeBlocking(() -> plan.addAll(config.credentials()))
                .compose(made -> made.managed().isEmpty()
                        ? Future.succeededFuture(made.credentials(null, null))
                        : TokenStores.open(vertx, config).compose(store -> deploy(vertx, made, store, metrics)));
    }

    private static Future<Credentials> deploy(Vertx vertx, CredentialPlan plan, TokenStore store, Metrics metrics) {
        TokenVerticle verticle = new TokenVerticle(plan.managed(), store, Ticker.system(), metrics);
        return vertx.deployVerticle(verticle)
                .map(id -> plan.credentials(verticle, id))
                .recover(failure -> store.close().transform(closed -> Future.failedFuture(failure)));
    }

    static Credentials of(
            Map<String, Signature> fixed,
            List<CredentialStatus> fixedStatuses,
            @Nullable TokenVerticle tokens,
            @Nullable String deployment) {
        return new Credentials(fixed, fixedStatuses, tokens, deployment);
    }

    /**
     * The ends of the credentials on an event loop, by name; each is made when it is first asked for.
     *
     * @param loop the loop's context, where the function must be called and its results be used
     */
    public Function<String, LoopCredential> on(Context loop, DeadlineWheel wheel) {
        Map<String, LoopCredential> ends = new HashMap<>();
        return name -> ends.computeIfAbsent(name, asked -> end(loop, wheel, asked));
    }

    private LoopCredential end(Context loop, DeadlineWheel wheel, String name) {
        Signature signature = fixed.get(name);
        if (signature != null) {
            return LoopCredential.fixed(name, signature, wheel, Metrics.none().credential(name, () -> Double.NaN));
        }
        return tokens(name).on(loop, wheel, name);
    }

    /** A look at every credential: those that never change first, then the others, each in the configuration's order. */
    public List<CredentialStatus> statuses() {
        List<CredentialStatus> all = new ArrayList<>(fixedStatuses);
        if (tokens != null) {
            all.addAll(tokens.statuses());
        }
        return all;
    }

    /**
     * Fetches a token now, whatever failed before; fails with the reason where none came.
     *
     * @throws IllegalArgumentException if there is no credential of the name whose tokens are fetched
     */
    public Future<Void> refresh(String credential) {
        return tokens(credential).refresh(credential);
    }

    /**
     * Uses a credential's token no more and has the provider forget it (RFC 7009); fails with the reason where it does not.
     *
     * @throws IllegalArgumentException if there is no credential of the name whose tokens are fetched
     */
    public Future<Void> revoke(String credential) {
        return tokens(credential).revoke(credential);
    }

    private TokenVerticle tokens(String credential) {
        if (tokens == null) {
            throw new IllegalArgumentException(
                    credential + "; expected a credential whose tokens are fetched, and there" + " is none");
        }
        return tokens;
    }

    /** Asks providers for nothing more; ends soon after what is in flight has, with the store given up. */
    public Future<Void> close(Vertx vertx) {
        return deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
    }
}
