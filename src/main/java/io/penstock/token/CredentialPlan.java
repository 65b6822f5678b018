package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.penstock.config.ProviderConfig;
import io.penstock.error.ConfigurationException;
import io.penstock.error.Problem;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes of each configured credential what signs with it, before anything runs. */
final class CredentialPlan {

    private final Vertx vertx;
    private final Map<String, TokenSupplier> suppliers;
    private final Function<ProviderConfig, ProxyChoice> proxies;
    private final Map<String, Signature> fixed = new HashMap<>();
    private final List<CredentialStatus> fixedStatuses = new ArrayList<>();
    private final List<ManagedCredential> managed = new ArrayList<>();

    CredentialPlan(Vertx vertx, Map<String, TokenSupplier> suppliers, Function<ProviderConfig, ProxyChoice> proxies) {
        this.vertx = vertx;
        this.suppliers = suppliers;
        this.proxies = proxies;
    }

    /** Adds credentials; blocks where keys are read. Throws ConfigurationException where one of them cannot sign. */
    CredentialPlan addAll(Map<String, CredentialConfig> credentials) {
        credentials.forEach(this::add);
        return this;
    }

    private void add(String name, CredentialConfig config) {
        switch (config.type()) {
            case OAUTH2 -> {
                Function<DeadlineWheel, TokenSource> source =
                        TokenSources.prepared(vertx, name, config, proxies.apply(config.provider()), Clock.systemUTC());
                boolean rotating = config.grant() == CredentialConfig.Grant.REFRESH_TOKEN;
                managed.add(new ManagedCredential(
                        name,
                        label(config.grant()),
                        (wheel, context) -> source.apply(wheel),
                        TokenPlacement.of(config),
                        RefreshPolicy.of(config),
                        rotating ? config.refreshToken() : null,
                        config.grant() == CredentialConfig.Grant.PASSWORD));
            }
            case SUPPLIED -> {
                TokenSupplier supplier = suppliers.get(name);
                if (supplier == null) {
                    throw refused(
                            name,
                            "its type is supplied; expected a program that embeds Penstock and supplies"
                                    + " its tokens");
                }
                managed.add(new ManagedCredential(
                        name,
                        label(config.type()),
                        (wheel, context) -> new SuppliedTokenSource(supplier, wheel, context),
                        TokenPlacement.of(config),
                        RefreshPolicy.of(config),
                        null,
                        false));
            }
            default -> {
                fixed.put(name, signature(name, config));
                fixedStatuses.add(new CredentialStatus(
                        name, label(config.type()), CredentialState.VALID, false, null, null, null, 0, null, null));
            }
        }
    }

    private static Signature signature(String name, CredentialConfig config) {
        try {
            TokenPlacement placement = TokenPlacement.of(config);
            return switch (config.type()) {
                case API_KEY -> placement.sign(Objects.requireNonNull(config.key()), Map.of());
                case BEARER -> placement.sign(Objects.requireNonNull(config.token()), Map.of());
                case BASIC ->
                    Signature.basic(
                                    Objects.requireNonNull(config.username()),
                                    Objects.requireNonNull(config.password()))
                            .with(TokenPlacement.filled(config.headers(), Map.of()));
                case HEADERS -> Signature.headers(TokenPlacement.filled(config.headers(), Map.of()));
                case OAUTH2, SUPPLIED -> throw new IllegalStateException(config.type() + " is not fixed");
            };
        } catch (IllegalArgumentException e) {
            throw refused(name, String.valueOf(e.getMessage()));
        }
    }

    private static ConfigurationException refused(String name, String detail) {
        return new ConfigurationException(Problem.CONFIGURATION, "credentials." + name + ": " + detail);
    }

    private static String label(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** The credentials whose tokens are fetched. */
    List<ManagedCredential> managed() {
        return List.copyOf(managed);
    }

    /** The credentials, with the verticle that keeps the managed ones fresh; null where there are none of these. */
    Credentials credentials(@Nullable TokenVerticle verticle, @Nullable String deployment) {
        return Credentials.of(Map.copyOf(fixed), List.copyOf(fixedStatuses), verticle, deployment);
    }
}
