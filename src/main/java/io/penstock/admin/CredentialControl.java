package io.penstock.admin;

import io.penstock.token.CredentialStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The credentials, to look at and to act on. Asked on the management port's event loop; answers at once, and its futures
 * fail with a reason that holds no secret. Actions throw an {@link IllegalArgumentException} for a credential that never
 * changes.
 *
 * @param statuses a look at every credential
 * @param refresh fetches a credential's token now, whatever failed before
 * @param revoke uses a credential's token no more, and has the provider forget it (RFC 7009)
 */
public record CredentialControl(
        Supplier<List<CredentialStatus>> statuses,
        Function<String, Future<Void>> refresh,
        Function<String, Future<Void>> revoke) {}
