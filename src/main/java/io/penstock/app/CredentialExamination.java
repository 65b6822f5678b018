package io.penstock.app;

import io.penstock.app.Steps.Seen;
import io.penstock.config.CredentialConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.error.ConfigurationException;
import io.penstock.token.TokenTrial;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks for a token with each credential, and says why none came. Never shows a secret. Blocks. */
final class CredentialExamination {

    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final long NOTABLE_SKEW_MILLIS = 30_000;
    private static final String STEP = "token";

    private final PenstockConfig config;
    private final Map<String, String> environment;
    private final Vertx vertx;
    private final Steps steps;

    CredentialExamination(PenstockConfig config, Map<String, String> environment, Vertx vertx, Steps steps) {
        this.config = config;
        this.environment = environment;
        this.vertx = vertx;
        this.steps = steps;
    }

    /** Examines a credential; true where nothing is wrong with it, as far as that can be told. */
    boolean run(String name) {
        CredentialConfig credential =
                Objects.requireNonNull(config.credentials().get(name));
        if (credential.type() != CredentialConfig.Type.OAUTH2) {
            steps.title("credential " + name + "  " + word(credential.type()));
            steps.skip(STEP, "none to ask for: whether the upstream accepts it, its first answer will tell");
            return true;
        }
        steps.title("credential " + name + "  " + word(credential.grant()) + " at " + place(credential));
        if (!config.features().tokenManagement()) {
            steps.skip(STEP, "token management is switched off, so that credentials are not used");
            return true;
        }
        if (credential.grant() == CredentialConfig.Grant.REFRESH_TOKEN) {
            steps.skip(
                    STEP,
                    "not asked for, since that may spend the refresh token; 'penstock token list' asks a running gateway");
            return true;
        }
        Boolean issued = steps.take(
                STEP,
                LONGEST,
                "The provider does not answer: check the host and port of its URL, routes and firewalls, and"
                        + " provider.proxy.",
                () -> ask(name, credential));
        return issued != null;
    }

    private Seen<Boolean> ask(String name, CredentialConfig credential) throws StepFailedException {
        TokenTrial.Verdict verdict = verdict(name, credential);
        TokenTrial.Refused refusal = verdict.refusal();
        if (refusal != null) {
            throw new StepFailedException(
                    refusal.code() + ": " + refusal.detail(), CredentialAdvice.on(refusal, credential));
        }
        String life = verdict.lifeSeconds() == null
                ? "issued; how long it is valid is not said, a 401 will tell"
                : "issued, valid for " + verdict.lifeSeconds() + " s";
        return new Seen<>(true, life + clock(verdict));
    }

    private TokenTrial.Verdict verdict(String name, CredentialConfig credential) throws StepFailedException {
        try {
            return TokenTrial.ask(vertx, name, credential, Gateway.proxies(credential.provider(), environment))
                    .await(credential.provider().totalTimeout().plus(LONGEST).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ConfigurationException e) {
            throw new StepFailedException(e.detail(), "Correct the key, or the path of its file.");
        } catch (TimeoutException e) {
            throw new IllegalStateException("the trial outlived its own limit", e);
        }
    }

    private static String clock(TokenTrial.Verdict verdict) {
        Long skew = verdict.skewMillis();
        return skew == null || Math.abs(skew) < NOTABLE_SKEW_MILLIS
                ? ""
                : "; the provider's clock is " + Math.abs(skew) / 1_000 + " s " + (skew > 0 ? "ahead of" : "behind")
                        + " ours: check this machine's";
    }

    /** Where it is asked for, without a query, which may hold a secret. */
    private static String place(CredentialConfig credential) {
        String url = credential.tokenUrl() != null ? credential.tokenUrl() : String.valueOf(credential.issuer());
        return url.split("\\?", 2)[0];
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
