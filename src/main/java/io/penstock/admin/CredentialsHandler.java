package io.penstock.admin;

import io.penstock.token.CredentialStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the credentials, and has them refreshed and revoked. No answer holds a token. */
final class CredentialsHandler {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialsHandler.class);

    private final CredentialControl credentials;
    private final Duration patience;

    /**
     * A handler.
     *
     * @param patience how long the answer to an action waits for its end
     */
    CredentialsHandler(CredentialControl credentials, Duration patience) {
        this.credentials = credentials;
        this.patience = patience;
    }

    List<Resource> resources() {
        return List.of(
                Resource.read("/admin/credentials", "The state of every credential, without its token.", this::showAll),
                Resource.read("/admin/credentials/:name", "The state of one credential.", this::showOne),
                Resource.action(
                        "/admin/credentials/:name/refresh",
                        "POST fetches a token now, whatever failed before.",
                        this::refresh),
                Resource.action(
                        "/admin/credentials/:name/revoke",
                        "POST ends the token's use and has the provider forget it; a refresh begins anew.",
                        this::revoke));
    }

    private void showAll(RoutingContext context) {
        JsonArray all = new JsonArray();
        credentials.statuses().get().forEach(status -> all.add(json(status)));
        Answers.json(context, 200, new JsonObject().put("credentials", all));
    }

    private void showOne(RoutingContext context) {
        showOne(context, 200);
    }

    private void refresh(RoutingContext context) {
        act(context, "refresh", credentials.refresh(), AdminProblem.NOT_REFRESHED);
    }

    private void revoke(RoutingContext context) {
        act(context, "revoke", credentials.revoke(), AdminProblem.NOT_REVOKED);
    }

    private void act(RoutingContext context, String what, Function<String, Future<Void>> action, AdminProblem failed) {
        withNamed(context, status -> {
            Future<Void> end;
            try {
                end = action.apply(status.name());
            } catch (IllegalArgumentException e) {
                Answers.problem(
                        context,
                        AdminProblem.CREDENTIAL_FIXED,
                        "Credential '" + status.name() + "' is of type " + status.type()
                                + ": expected one whose tokens are fetched.");
                return;
            }
            LOG.info("{}: {} on request", status.name(), what);
            end.timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .onSuccess(done -> showOne(context, 200))
                    .onFailure(cause -> {
                        if (cause instanceof TimeoutException) {
                            showOne(context, 202);
                        } else {
                            Answers.problem(
                                    context, failed, "Credential '" + status.name() + "': " + cause.getMessage());
                        }
                    });
        });
    }

    private void showOne(RoutingContext context, int code) {
        withNamed(context, status -> Answers.json(context, code, json(status)));
    }

    /** Goes on with the credential that the path names; without one the request is answered. */
    private void withNamed(RoutingContext context, Consumer<CredentialStatus> then) {
        String name = context.pathParam("name");
        List<CredentialStatus> all = credentials.statuses().get();
        all.stream().filter(status -> status.name().equals(name)).findFirst().ifPresentOrElse(then, () -> {
            List<String> known = all.stream().map(CredentialStatus::name).toList();
            String expected = known.isEmpty()
                    ? "a credential, but none is in use: none is configured, or token management is off."
                    : "one of " + known + ".";
            Answers.problem(
                    context, AdminProblem.UNKNOWN_CREDENTIAL, "Credential '" + name + "': expected " + expected);
        });
    }

    private static JsonObject json(CredentialStatus status) {
        return new JsonObject()
                .put("name", status.name())
                .put("type", status.type())
                .put("state", status.state().label())
                .put("refreshing", status.refreshing())
                .put("secondsToExpiry", status.secondsToExpiry())
                .put("secondsSinceRefresh", status.secondsSinceRefresh())
                .put("secondsToRefresh", status.secondsToRefresh())
                .put("failures", status.failures())
                .put("reason", status.reason())
                .put("skewMillis", status.skewMillis());
    }
}
