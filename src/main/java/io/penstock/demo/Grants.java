package io.penstock.demo;

import io.penstock.time.Ticker;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that the demo's authorization server has issued. Refresh tokens rotate: each is good for one use, and one
 * that is used twice revokes its whole grant (RFC 9700, section 4.14.2). Thread-safe: every operation is a few map look-ups
 * under one lock. The newest 10,000 of each kind are kept.
 */
final class Grants {

    private static final int MAX_KEPT = 10_000;
    private static final int TOKEN_BYTES = 24;

    private final SecureRandom random = new SecureRandom();
    private final Ticker ticker;
    private final Map<String, Access> accesses = newest();
    private final Map<String, Refresh> refreshes = newest();
    private long issued;
    private long refreshed;
    private long reused;
    private long revoked;
    private long served;
    private long missing;
    private long unknown;
    private long expired;

    Grants(Ticker ticker) {
        this.ticker = ticker;
    }

    /** What a presented access token is. */
    enum Verdict {
        VALID,
        MISSING,
        UNKNOWN,
        EXPIRED
    }

    /** What was issued; {@code refreshToken} is null for a grant that is not refreshed. */
    record Tokens(String accessToken, @Nullable String refreshToken, long lifeMillis) {}

    /** Begins a grant that is refreshed, as a user's consent does, and gives its first refresh token. */
    synchronized String consent() {
        return refreshToken(new Grant());
    }

    /** Issues an access token, and a refresh token with it where {@code refreshable}. */
    synchronized Tokens issue(boolean refreshable, long lifeMillis) {
        Grant grant = new Grant();
        issued++;
        return new Tokens(accessToken(grant, lifeMillis), refreshable ? refreshToken(grant) : null, lifeMillis);
    }

    /** Spends a refresh token; null where it is not valid. With {@code rotate} false the same one goes on. */
    synchronized @Nullable Tokens refresh(String refreshToken, boolean rotate, long lifeMillis) {
        Refresh refresh = refreshes.get(refreshToken);
        if (refresh == null || refresh.grant.revoked) {
            return null;
        }
        if (refresh.spent) {
            reused++;
            revoke(refresh.grant);
            return null;
        }
        refresh.spent = rotate;
        refreshed++;
        String next = rotate ? refreshToken(refresh.grant) : null;
        return new Tokens(accessToken(refresh.grant, lifeMillis), next, lifeMillis);
    }

    /** Judges the access token of a request, null where it has none, and counts the verdict. */
    synchronized Verdict judge(@Nullable String accessToken) {
        Access access = accessToken == null ? null : accesses.get(accessToken);
        if (accessToken == null) {
            missing++;
            return Verdict.MISSING;
        }
        if (access == null || access.grant.revoked) {
            unknown++;
            return Verdict.UNKNOWN;
        }
        if (ticker.nanos() - access.expiresNanos >= 0) {
            expired++;
            return Verdict.EXPIRED;
        }
        served++;
        return Verdict.VALID;
    }

    /** Whether an access token is one that a resource would take; counts nothing. */
    synchronized boolean valid(String accessToken) {
        Access access = accesses.get(accessToken);
        return access != null && !access.grant.revoked && ticker.nanos() - access.expiresNanos < 0;
    }

    /** Revokes the grant of a token of either kind (RFC 7009); an unknown one is none of its business. */
    synchronized void revoke(String token) {
        Access access = accesses.get(token);
        Refresh refresh = refreshes.get(token);
        if (access != null) {
            revoke(access.grant);
        } else if (refresh != null) {
            revoke(refresh.grant);
        }
    }

    /** Revokes everything, as an administrator does. */
    synchronized void revokeAll() {
        accesses.values().forEach(access -> revoke(access.grant));
        refreshes.values().forEach(refresh -> revoke(refresh.grant));
    }

    private void revoke(Grant grant) {
        if (!grant.revoked) {
            grant.revoked = true;
            revoked++;
        }
    }

    synchronized void resetCounters() {
        issued = 0;
        refreshed = 0;
        reused = 0;
        revoked = 0;
        served = 0;
        missing = 0;
        unknown = 0;
        expired = 0;
    }

    synchronized JsonObject toJson() {
        return new JsonObject()
                .put("issued", issued)
                .put("refreshed", refreshed)
                .put("refreshTokensReused", reused)
                .put("grantsRevoked", revoked)
                .put("served", served)
                .put("missing", missing)
                .put("unknown", unknown)
                .put("expired", expired);
    }

    private String accessToken(Grant grant, long lifeMillis) {
        String token = draw();
        accesses.put(token, new Access(grant, ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(lifeMillis)));
        return token;
    }

    private String refreshToken(Grant grant) {
        String token = draw();
        refreshes.put(token, new Refresh(grant));
        return token;
    }

    private String draw() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static <V> Map<String, V> newest() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MAX_KEPT;
            }
        };
    }

    private static final class Grant {
        private boolean revoked;
    }

    private record Access(Grant grant, long expiresNanos) {}

    private static final class Refresh {
        private final Grant grant;
        private boolean spent;

        Refresh(Grant grant) {
            this.grant = grant;
        }
    }
}
