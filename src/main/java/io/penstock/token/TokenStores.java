package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.error.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens the stores that credentials name. */
final class TokenStores {

    /** The file's name within {@code store.dir}. */
    static final String FILE = "tokens";

    private TokenStores() {}

    /** A store for all of them; fails with a {@link ConfigurationException} where the file is not to be had. */
    static Future<TokenStore> open(Vertx vertx, PenstockConfig config) {
        Set<String> inFile = config.credentials().entrySet().stream()
                .filter(credential -> keptInFile(credential.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (inFile.isEmpty()) {
            return Future.succeededFuture(new MemoryTokenStore());
        }
        String key = config.store().key();
        return FileTokenStore.open(vertx, Path.of(config.store().dir(), FILE), key(key))
                .map(file -> new DividedTokenStore(inFile, file, new MemoryTokenStore()));
    }

    private static @Nullable StoreKey key(@Nullable String text) {
        return text == null ? null : StoreKey.parse(text);
    }

    /** Only a grant that lives in its refresh token has something to keep. */
    private static boolean keptInFile(CredentialConfig credential) {
        return credential.type() == CredentialConfig.Type.OAUTH2
                && credential.grant() == CredentialConfig.Grant.REFRESH_TOKEN
                && credential.store() == CredentialConfig.Keeping.FILE;
    }
}
