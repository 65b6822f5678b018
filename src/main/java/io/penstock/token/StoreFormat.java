package io.penstock.token;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a token store's file: a line that says what follows, and one line of what is kept.
 *
 * <pre>
 * penstock-tokens 1 aes-256-gcm           penstock-tokens 1 plain &lt;SHA-256 of the second line&gt;
 * &lt;base64&gt;                                {"crm":{"refreshToken":"…","configured":"…","sent":false}}
 * </pre>
 *
 * <p>Sealed or not, a damaged file is told from a whole one.
 */
final class StoreFormat {

    private static final String MAGIC = "penstock-tokens 1 ";
    private static final String SEALED = MAGIC + "aes-256-gcm";
    private static final String PLAIN = MAGIC + "plain ";

    private final @Nullable StoreKey key;

    /** With a key what is written is sealed; what was written without one can still be read. */
    StoreFormat(@Nullable StoreKey key) {
        this.key = key;
    }

    byte[] write(Map<String, StoredGrant> grants) {
        JsonObject json = new JsonObject();
        new TreeMap<>(grants)
                .forEach((credential, grant) -> json.put(
                        credential,
                        new JsonObject()
                                .put("refreshToken", grant.refreshToken())
                                .put("configured", grant.configured())
                                .put("sent", grant.sent())));
        String text = json.encode();
        if (key == null) {
            return bytes(PLAIN + checksum(text) + '\n' + text + '\n');
        }
        byte[] sealed = key.seal(bytes(text), bytes(SEALED));
        return bytes(SEALED + '\n' + Base64.getEncoder().encodeToString(sealed) + '\n');
    }

    /** What was written; fails, and says what to do, where it cannot be read. */
    Map<String, StoredGrant> read(byte[] file) throws IOException {
        String[] lines = new String(file, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length != 3 || !lines[0].startsWith(MAGIC)) {
            throw new IOException("is no whole token store; expected two lines, the first beginning " + MAGIC.strip());
        }
        return grants(lines[0].equals(SEALED) ? unsealed(lines[1]) : checked(lines[0], lines[1]));
    }

    private String unsealed(String line) throws IOException {
        if (key == null) {
            throw new IOException(
                    "is sealed; expected " + StoreKey.VARIABLE + " to hold the key that it was sealed with");
        }
        try {
            return new String(key.open(Base64.getDecoder().decode(line), bytes(SEALED)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "is damaged or was sealed with another key; expected the one in " + StoreKey.VARIABLE, e);
        }
    }

    private static String checked(String head, String line) throws IOException {
        if (!head.equals(PLAIN + checksum(line))) {
            throw new IOException("is damaged; expected another checksum");
        }
        return line;
    }

    private static Map<String, StoredGrant> grants(String text) throws IOException {
        try {
            JsonObject json = new JsonObject(text);
            Map<String, StoredGrant> grants = new TreeMap<>();
            for (String credential : json.fieldNames()) {
                JsonObject grant = json.getJsonObject(credential);
                grants.put(
                        credential,
                        new StoredGrant(
                                grant.getString("refreshToken"),
                                grant.getString("configured"),
                                grant.getBoolean("sent")));
            }
            return grants;
        } catch (RuntimeException e) {
            // Without the cause: a parser's message quotes what it read.
            throw new IOException("holds something else than grants; expected what Penstock has written");
        }
    }

    private static String checksum(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
