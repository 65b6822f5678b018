package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.error.ConfigurationException;
import io.penstock.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTokenStoreTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final StoreKey KEY = StoreKey.parse("0f".repeat(32));
    private static final StoredGrant GRANT = new StoredGrant("secret-refresh", "fingerprint", false);

    @TempDir
    Path directory;

    @AfterAll
    static void close() {
        Await.get(VERTX.close());
    }

    @Test
    void savedGrant_isThereForTheNextOwner() {
        FileTokenStore store = open(null);
        Await.get(store.save("crm", GRANT));
        Await.get(store.save("erp", GRANT));
        Await.get(store.markSent("crm"));
        Await.get(store.remove("erp"));
        Await.get(store.close());

        FileTokenStore next = open(null);

        assertThat(Await.get(next.load("crm"))).isEqualTo(new StoredGrant("secret-refresh", "fingerprint", true));
        assertThat(Await.get(next.load("erp"))).isNull();
        Await.get(next.close());
    }

    @Test
    void file_isForItsOwnerAlone() throws IOException {
        FileTokenStore store = open(null);
        Files.writeString(file().resolveSibling("tokens.new"), "left by a crash, readable by all");
        Await.get(store.save("crm", GRANT));
        Await.get(store.close());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().resolveSibling(""))))
                .isEqualTo("rwx------");
        assertThat(file().resolveSibling("tokens.new")).doesNotExist();
    }

    @Test
    void sealedFile_showsNothing() throws IOException {
        FileTokenStore store = open(KEY);
        Await.get(store.save("crm", GRANT));
        Await.get(store.close());

        assertThat(Files.readString(file())).doesNotContain("secret", "crm", "fingerprint");
        FileTokenStore next = open(KEY);
        assertThat(Await.get(next.load("crm"))).isEqualTo(GRANT);
        Await.get(next.close());
    }

    @Test
    void plainFile_isSealedByTheFirstChangeWithAKey() throws IOException {
        FileTokenStore store = open(null);
        Await.get(store.save("crm", GRANT));
        Await.get(store.close());

        FileTokenStore sealing = open(KEY);
        Await.get(sealing.markSent("crm"));
        Await.get(sealing.close());

        assertThat(Files.readString(file())).doesNotContain("secret");
    }

    @Test
    void sealedFile_withoutItsKeyIsLeftAsItIs() throws IOException {
        FileTokenStore store = open(KEY);
        Await.get(store.save("crm", GRANT));
        Await.get(store.close());
        byte[] before = Files.readAllBytes(file());

        assertThat(refusal(null)).contains("is sealed; expected PENSTOCK_STORE_KEY");
        assertThat(refusal(StoreKey.parse("1f".repeat(32)))).contains("sealed with another key");

        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void damagedFile_isRefusedWhereverTheDamageIs(boolean sealed) throws IOException {
        StoreKey key = sealed ? KEY : null;
        FileTokenStore store = open(key);
        Await.get(store.save("crm", GRANT));
        Await.get(store.close());
        byte[] whole = Files.readAllBytes(file());

        for (int at = 0; at < whole.length; at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file(), damaged);
            assertThat(refusal(key))
                    .as("damage at %d", at)
                    .contains("left as it is")
                    .doesNotContain("secret");
        }
        Files.write(file(), new byte[0]);
        assertThat(refusal(key)).contains("is no whole token store");
    }

    @Test
    void secondOwner_isRefused() {
        FileTokenStore first = open(null);

        assertThat(refusal(null)).contains("store-in-use");
        assertThat(refusal(null)).as("asking twice takes nothing away").contains("store-in-use");
        Await.get(first.close());

        Await.get(open(null).close());
    }

    @Test
    void ownerByAnotherName_isRefused() throws IOException {
        FileTokenStore first = open(null);
        Path alias = Files.createSymbolicLink(directory.resolve("alias"), file().resolveSibling(""));

        Throwable failure = Await.failure(FileTokenStore.open(VERTX, alias.resolve("tokens"), null));

        assertThat(failure).hasMessageContaining("store-in-use");
        Await.get(first.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "c2VjcmV0", "zz", "0f0f"})
    void malformedKey_isRefusedWithoutItsText(String text) {
        assertThat(catchThrowable(() -> StoreKey.parse(text)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("PENSTOCK_STORE_KEY holds")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void key_isReadAsHexAndBase64() throws Exception {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0x0f);
        byte[] sealed = KEY.seal(new byte[] {1, 2}, new byte[0]);

        assertThat(StoreKey.parse(Base64.getEncoder().encodeToString(key) + "\n")
                        .open(sealed, new byte[0]))
                .containsExactly(1, 2);
        assertThat(StoreKey.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(key))
                        .open(sealed, new byte[0]))
                .containsExactly(1, 2);
    }

    @Test
    void failedWrite_changesNothing() {
        FakeDisk disk = new FakeDisk(null);
        FileTokenStore store = new FileTokenStore(VERTX, disk, new StoreFormat(null), () -> {}, Map.of());
        disk.stopAfter(2);

        Await.failure(store.save("crm", GRANT));

        assertThat(Await.get(store.load("crm"))).isNull();
    }

    private Path file() {
        return directory.resolve("state").resolve("tokens");
    }

    private FileTokenStore open(@Nullable StoreKey key) {
        return Await.get(FileTokenStore.open(VERTX, file(), key));
    }

    private String refusal(@Nullable StoreKey key) {
        Throwable failure = Await.failure(FileTokenStore.open(VERTX, file(), key));
        assertThat(failure).isInstanceOf(ConfigurationException.class);
        return String.valueOf(failure.getMessage());
    }
}
