package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that are given as files. */
class SecretFileTest {
    private static final String KEY = "0123456789abcdef";

    @TempDir
    private Path dir = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void writeKey() throws Exception {
        file = Files.writeString(dir.resolve("key"), KEY + "\n");
    }

    @Test
    void keyFile_inTheFile_isRead() {
        assertThat(keyOf(Reading.of(Reading.CRM + "admin: { keyFile: '" + file + "' }")))
                .isEqualTo(KEY);
    }

    @Test
    void keyFile_withAVariable_isRead() {
        assertThat(keyOf(Reading.of(Reading.CRM + "admin: { keyFile: '${DIR}/key' }")
                        .with("DIR", dir.toString())))
                .isEqualTo(KEY);
    }

    @Test
    void keyFile_inTheEnvironmentOrAnOption_isRead() {
        assertThat(keyOf(Reading.of(Reading.CRM).with("PENSTOCK_ADMIN_KEY_FILE", file.toString())))
                .isEqualTo(KEY);
        assertThat(keyOf(Reading.of(Reading.CRM).option("admin.keyFile", file.toString())))
                .isEqualTo(KEY);
    }

    @Test
    void keyFile_ofAStrongerSource_replacesTheKey() {
        assertThat(keyOf(Reading.of(Reading.CRM + "admin: { key: another-key-of-the-file }")
                        .with("PENSTOCK_ADMIN_KEY_FILE", file.toString())))
                .isEqualTo(KEY);
        assertThat(keyOf(Reading.of(Reading.CRM + "admin: { keyFile: there-is-none }")
                        .with("PENSTOCK_ADMIN_KEY", KEY)))
                .isEqualTo(KEY);
        assertThat(keyOf(Reading.of(Reading.CRM)
                        .with("PENSTOCK_ADMIN_KEY_FILE", "there-is-none")
                        .option("admin.key", KEY)))
                .isEqualTo(KEY);
    }

    @Test
    void keyFile_besideTheKeyOfTheSameSource_isRejected() {
        assertThat(Reading.of(Reading.CRM)
                        .with("PENSTOCK_ADMIN_KEY_FILE", file.toString())
                        .with("PENSTOCK_ADMIN_KEY", KEY)
                        .problems())
                .containsExactly("environment variable PENSTOCK_ADMIN_KEY_FILE: admin.keyFile: a second value;"
                        + " expected key or keyFile");
    }

    @Test
    void keyFile_thatCannotBeRead_isRejected() {
        assertThat(Reading.of(Reading.CRM + "admin: { keyFile: no-such-file }").problems())
                .containsExactly("penstock.yaml:4: admin.keyFile: no-such-file;"
                        + " expected a readable file: there is no such file");
    }

    @Test
    void keyFile_thatIsTooLarge_isRejected() throws Exception {
        Files.writeString(file, "x".repeat(70_000));

        assertThat(Reading.of(Reading.CRM + "admin: { keyFile: '" + file + "' }")
                        .problems())
                .singleElement()
                .asString()
                .endsWith("expected a readable file: it is larger than 64KiB");
    }

    @Test
    void keyFile_withABadKey_isRejectedWithoutIt() throws Exception {
        Files.writeString(file, "c4n4ry");

        assertThat(Reading.of(Reading.CRM + "admin: { keyFile: '" + file + "' }")
                        .problems())
                .containsExactly(
                        "penstock.yaml:4: admin.keyFile: ***; expected a file that holds 16 to 512 characters");
    }

    private static String keyOf(Reading reading) {
        return String.valueOf(reading.config().admin().key());
    }
}
