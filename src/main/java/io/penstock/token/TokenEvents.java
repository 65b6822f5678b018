package io.penstock.token;

import io.penstock.exchange.LocalCodec;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what happens to tokens: on the event bus for programs, in the log for people. Thread-safe. */
final class TokenEvents {

    private static final Logger LOG = LoggerFactory.getLogger(TokenEvents.class);

    private final EventBus bus;
    private final DeliveryOptions local;

    /** Publishes on the bus; several may share one. */
    TokenEvents(EventBus bus) {
        this.bus = bus;
        this.local = LocalCodec.register(bus, TokenEvent.class);
    }

    void generated(String credential, long usableForNanos) {
        LOG.info("{}: token generated", credential);
        publish(TokenEvent.Type.GENERATED, credential, millis(usableForNanos), 0, null);
    }

    void refreshing(String credential) {
        LOG.debug("{}: token is being refreshed", credential);
        publish(TokenEvent.Type.REFRESHING, credential, 0, 0, null);
    }

    void refreshed(String credential, long usableForNanos, int failuresBefore) {
        if (failuresBefore > 0) {
            LOG.info("{}: token refreshed after {} failures", credential, failuresBefore);
        } else {
            LOG.debug("{}: token refreshed", credential);
        }
        publish(TokenEvent.Type.REFRESHED, credential, millis(usableForNanos), 0, null);
    }

    /** A try failed; {@code pauseNanos} is −1 where no other follows by itself. */
    void failed(String credential, TokenFailure failure, int failures, long pauseNanos) {
        String next = pauseNanos < 0 ? "not tried again by itself" : "next try in " + millis(pauseNanos) + " ms";
        // The first failure is news, and so is one that ends the trying; the following ones of the same outage are not.
        if (failures == 1 || pauseNanos < 0 || failure.kind() == TokenFailure.Kind.PERMANENT) {
            LOG.warn("{}: no token: {}: {}; {}", credential, failure.code(), failure.getMessage(), next);
        } else {
            LOG.debug("{}: no token: {}; failure {} in a row, {}", credential, failure.code(), failures, next);
        }
        publish(
                TokenEvent.Type.REFRESH_FAILED,
                credential,
                pauseNanos < 0 ? 0 : millis(pauseNanos),
                failures,
                failure.code());
    }

    void expiring(String credential, long leftNanos) {
        LOG.warn("{}: token expires in {} ms and has not been replaced", credential, millis(leftNanos));
        publish(TokenEvent.Type.EXPIRING, credential, millis(leftNanos), 0, null);
    }

    /** The token lapsed; {@code unused} tells that nobody has wanted it for long. */
    void expired(String credential, boolean unused) {
        if (unused) {
            LOG.info("{}: token left to lapse, it was not used lately", credential);
        } else {
            LOG.warn("{}: token expired before another one came", credential);
        }
        publish(TokenEvent.Type.EXPIRED, credential, 0, 0, null);
    }

    void rejected(String credential) {
        LOG.warn("{}: the upstream refuses a fresh token; its 401s refresh no more for a while", credential);
    }

    void revoked(String credential) {
        LOG.info("{}: token revoked", credential);
        publish(TokenEvent.Type.REVOKED, credential, 0, 0, null);
    }

    void notDurable(String credential) {
        LOG.warn(
                "{}: the provider rotates the refresh token and the store is memory; expected a file, or the grant is"
                        + " lost with this process",
                credential);
    }

    private void publish(TokenEvent.Type type, String credential, long millis, int failures, @Nullable String reason) {
        bus.publish(TokenEvent.address(credential), new TokenEvent(type, credential, millis, failures, reason), local);
    }

    private static long millis(long nanos) {
        return nanos < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
