package io.penstock.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of the requests that match a pattern; what is absent is taken from the upstream. */
public record RouteConfig(
        @Setting(
                value = "Method (or *) and path below the upstream, such as 'GET /contacts/{id}' or '* /files/**'.",
                pattern = "(\\*|[A-Z][A-Z0-9-]*) /\\S*",
                expected = "a method or *, a space and a path, such as GET /contacts/{id}",
                example = "GET /contacts/{id}")
        String match,

        @Setting(value = "Largest request body; 0 means any.", min = "0", example = "50MiB") @Nullable
        DataSize maxRequestBody,

        @Setting(value = "See timeouts.attempt.", min = "10ms", max = "1d", example = "2m") @Nullable
        Duration attemptTimeout,

        @Setting(value = "See timeouts.total.", min = "10ms", max = "1d", example = "10m") @Nullable
        Duration totalTimeout,

        @Setting(value = "See timeouts.streamIdle.", min = "0s", max = "1d", example = "5m") @Nullable
        Duration streamIdle,

        @Setting(value = "See timeouts.maxDuration.", min = "0s", max = "30d", example = "1h") @Nullable
        Duration maxDuration,

        @Setting("A limit for the requests of this route, within the upstream's; both are taken, or none.") @Nullable
        RateLimitConfig rateLimit,

        @Setting(value = "Units of the limits that one request takes.", byDefault = "1", min = "1", max = "10000")
        int cost,

        @Setting(
                value = "See the upstream's credential.",
                pattern = PenstockConfig.NAME,
                expected = PenstockConfig.NAME_IN_WORDS,
                example = "example")
        @Nullable
        String credential,

        @Setting(value = "See the upstream's onCallerAuthorization.", example = "reject") @Nullable
        CallerAuthorization onCallerAuthorization,

        @Setting(value = "See the upstream's rejectedWhen, which this replaces.", example = "[{ status: 403 }]")
        @Nullable
        List<CredentialRejectedConfig> rejectedWhen,

        @Setting("Sending requests again.") RouteRetryConfig retry,

        @Setting("See the upstream's idempotencyKey, which this replaces.") @Nullable
        IdempotencyKeyConfig idempotencyKey,

        @Setting("See the upstream's hedge, which this replaces.") @Nullable
        HedgeConfig hedge,

        @Setting("What answers where the upstream cannot; where absent the failure does.") @Nullable
        FallbackConfig fallback,

        @Setting("See the upstream's coalesce, which this replaces.") @Nullable
        CoalesceConfig coalesce,

        @Setting("How pages of a collection follow each other, for callers that want all of its items as one stream.")
        @Nullable
        PagesConfig pages,

        @Setting("How single requests that arrive together go out as one; where absent each goes by itself.") @Nullable
        BatchConfig batch,

        @Setting("Compressing answers on their way to callers.")
        RouteCompressionConfig compression) {

    /** Refuses a pattern that could match nothing, or that is not one. */
    public RouteConfig {
        rejectedWhen = rejectedWhen == null ? null : List.copyOf(rejectedWhen);
        String flaw = RouteMatch.flaw(match);
        new Checks().expect(flaw == null, "match", match, String.valueOf(flaw)).done();
        String batchFlaw = batch == null ? null : batch.flawFor(match);
        new Checks()
                .expect(
                        batchFlaw == null,
                        "batch",
                        batch == null ? "" : batch.request(),
                        String.valueOf(batchFlaw),
                        "match")
                .done();
    }
}
