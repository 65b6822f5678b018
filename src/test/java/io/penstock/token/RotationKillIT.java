package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.time.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that refreshes as fast as it can is killed at any moment, again and again. The provider is a file that the
 * process appends each issued refresh token to, so that it outlives every kill and knows what is spent.
 */
class RotationKillIT {

    private static final int KILLS = 100;
    private static final int MOST_ROTATIONS_BEFORE_A_KILL = 6;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void killedAtAnyMoment_noGrantIsLostInSilence() throws Exception {
        Random random = new Random(11);
        int rotations = 0;
        int doubts = 0;
        String configured = "configured-0";
        for (int kill = 1; kill <= KILLS; kill++) {
            Process process = start(configured);
            String verdict = null;
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                int wanted = random.nextInt(MOST_ROTATIONS_BEFORE_A_KILL);
                for (int i = 0; i <= wanted && verdict == null; i++) {
                    String line = lines.readLine();
                    if (line == null) {
                        throw new AssertionError("the process ended by itself");
                    }
                    if (line.startsWith("lost")) {
                        verdict = line;
                    } else {
                        rotations++;
                    }
                }
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            if (verdict != null) {
                assertThat(verdict).as("a loss that says so").contains("probably spent the refresh token");
                doubts++;
                // Somebody reads that, and renews the grant.
                configured = "configured-" + kill;
            }
        }

        assertThat(rotations).isGreaterThan(KILLS);
        assertThat(doubts).as("most kills cost nothing").isLessThan(KILLS / 2);
    }

    private Process start(String configured) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rotating.class.getName(),
                        directory.toString(),
                        configured)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The process that is killed. */
    static final class Rotating {

        private Rotating() {}

        public static void main(String[] args) {
            Path directory = Path.of(args[0]);
            Vertx vertx = Vertx.vertx();
            FileTokenStore store = Await.get(FileTokenStore.open(vertx, directory.resolve("tokens"), null));
            RotatingIssuer issuer = new RotatingIssuer(
                    "crm", args[1], new FileProvider(directory.resolve("issued")), store, Ticker.system(), () -> {});
            while (true) {
                Future<String> line =
                        issuer.issue().map(issued -> "issued").otherwise(failure -> "lost " + failure.getMessage());
                System.out.println(Await.get(line));
            }
        }
    }

    /** Knows the newest refresh token; one that was used before is refused. */
    private static final class FileProvider implements TokenSource {

        private final Path file;

        FileProvider(Path file) {
            this.file = file;
        }

        @Override
        public Future<IssuedToken> fetch(@Nullable String refreshToken) {
            try {
                List<String> issued = Files.exists(file) ? Files.readAllLines(file) : List.of();
                String used = String.valueOf(refreshToken);
                boolean begins = used.startsWith("configured") && !issued.contains("spent " + used);
                boolean newest =
                        !issued.isEmpty() && issued.get(issued.size() - 1).equals(used);
                if (!begins && !newest) {
                    return Future.failedFuture(
                            new TokenFailure(TokenFailure.Kind.PERMANENT, "invalid_grant", "used twice", -1));
                }
                String next = "r" + issued.size();
                Files.writeString(
                        file,
                        "spent " + used + "\n" + next + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                return Future.succeededFuture(new IssuedToken("a", next, IssuedToken.UNKNOWN_LIFE, Map.of(), null));
            } catch (IOException e) {
                return Future.failedFuture(e);
            }
        }

        @Override
        public Future<Void> revoke(@Nullable String accessToken, @Nullable String refreshToken) {
            return Future.succeededFuture();
        }
    }
}
