package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.ResetUnit;
import io.penstock.config.UpstreamConfig;
import io.penstock.exchange.AskedWait;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.metrics.Metrics;
import io.penstock.testing.Corpus;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an upstream's answers say of waits and quotas, it is read within bounds, and whoever waits as long as the limiter
 * says is let through before long. An input is a few answers with an empty line between them: a status, then fields.
 *
 * <p>Public, as is the method that takes an input, for {@code scripts/fuzz.sh}.
 */
public class AnswerFieldsFuzzTest {

    private static final Corpus CORPUS = Corpus.of("answer-fields");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z"));
    private static final long MOST_NANOS = TimeUnit.DAYS.toNanos(366);
    private static final int MOST_ANSWERS = 8;
    private static final int MOST_TURNS = 6;
    private static final UpstreamConfig CONFIG = Objects.requireNonNull(ConfigLoader.load(ConfigSources.none()
                    .withOptions(Map.of(
                            "upstreams.api.url", "http://api.test",
                            "upstreams.api.rateLimit.perSecond", "10",
                            "upstreams.api.rateLimit.perMinute", "300")))
            .orThrow()
            .upstreams()
            .get("api"));
    private static final String[] PIECES = {
        ":",
        ";",
        ",",
        "=",
        "\"",
        " ",
        ".",
        "-",
        "\n",
        "\n\n",
        "0",
        "1",
        "9999999999999999999",
        "1795334460",
        "1e9",
        "GMT",
        "PT",
        "T",
        "Z",
        "s",
        "ms",
        "d",
        "r=",
        "t=",
        "q=",
        "w=",
        "remaining=",
        "retry-after: ",
        "ratelimit: ",
        "date: ",
        "x-ratelimit-remaining: ",
        "x-ratelimit-reset: ",
        "429",
        "503",
        "403",
        "200"
    };

    static List<Path> corpus() {
        return CORPUS.files();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void fields_ofTheCorpus_areReadWithinBounds(Path file) throws IOException {
        fuzzerTestOneInput(Files.readAllBytes(file));
    }

    @Property(tries = 2_000)
    void fields_ofAMutation_areReadWithinBounds(@ForAll("mutations") byte[] input) {
        fuzzerTestOneInput(input);
    }

    @Provide
    Arbitrary<byte[]> mutations() {
        return CORPUS.mutations(PIECES);
    }

    /** Fails where the input breaks what this class promises. */
    public static void fuzzerTestOneInput(byte[] input) {
        List<Answered> answers = Answered.read(new String(input, StandardCharsets.ISO_8859_1));
        answers.forEach(AnswerFieldsFuzzTest::isReadWithinBounds);
        teaches(answers);
    }

    private static void isReadWithinBounds(Answered answer) {
        for (ResetUnit unit : ResetUnit.values()) {
            assertThat(new AskedWaits(unit, CLOCK).nanos(answer.status(), answer.fields()))
                    .isBetween(AskedWait.NONE, MOST_NANOS);
            int way = QuotaFields.way(answer.fields());
            assertThat(way).isBetween(-1, QuotaFields.WAYS - 1);
            List<QuotaReading> quotas =
                    way < 0 ? List.of() : QuotaFields.read(answer.fields(), way, unit, CLOCK.millis());
            assertThat(quotas).hasSizeLessThanOrEqualTo(8);
            for (QuotaReading quota : quotas) {
                assertThat(quota.limit()).isGreaterThanOrEqualTo(-1);
                assertThat(quota.remaining()).isNotNegative();
                assertThat(quota.resetNanos()).isBetween(-1L, MOST_NANOS);
            }
        }
    }

    private static void teaches(List<Answered> answers) {
        FakeTicker ticker = new FakeTicker();
        UpstreamLimits limits = new UpstreamLimits("api", CONFIG, true, Metrics.none(), ticker, CLOCK);
        Gate gate = limits.gate(null);
        Exchange call = call(ticker);
        for (Answered answer : answers) {
            waitForAPermit(gate, call, ticker);
            gate.answered(call, ticker.nanos(), answer.status(), answer.fields());
            limits.status();
        }
        waitForAPermit(gate, call, ticker);
    }

    private static void waitForAPermit(Gate gate, Exchange call, FakeTicker ticker) {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            assertThat(gate.forecastNanos(call, turn, ticker.nanos())).isNotNegative();
            long wait = gate.tryAcquire(call, ticker.nanos());
            if (wait == Gate.GRANTED) {
                return;
            }
            assertThat(wait).isBetween(1L, MOST_NANOS);
            assertThat(gate.refusal(call, wait).retryAfterMillis()).isPositive();
            ticker.advanceNanos(wait);
        }
        throw new AssertionError("no permit after " + MOST_TURNS + " waits; expected one");
    }

    private static Exchange call(FakeTicker ticker) {
        return new Exchange(
                new RouteSettings("api", "*", 0, MOST_NANOS, 0, 0, MOST_NANOS, 0, 0),
                new DeadlineWheel(ticker, new ManualAlarm(ticker)),
                HttpMethod.GET,
                "/",
                HttpHeaders.headers(),
                RequestBody.none());
    }

    /** An answer's head. */
    private record Answered(int status, MultiMap fields) {

        static List<Answered> read(String text) {
            List<Answered> answers = new ArrayList<>();
            for (String answer : text.split("\n\n", MOST_ANSWERS)) {
                String[] lines = answer.split("\n", -1);
                answers.add(new Answered(status(lines[0]), fields(lines)));
            }
            return answers;
        }

        private static int status(String line) {
            return line.matches("[2-5][0-9][0-9]") ? Integer.parseInt(line) : 200;
        }

        /** Leaves out what is no field: a connection that brought it would have been retired. */
        private static MultiMap fields(String[] lines) {
            MultiMap fields = HttpHeaders.headers();
            for (String line : lines) {
                int colon = line.indexOf(':');
                String value = line.substring(colon + 1).strip();
                if (colon > 0 && isName(line.substring(0, colon)) && isValue(value)) {
                    fields.add(line.substring(0, colon), value);
                }
            }
            return fields;
        }

        private static boolean isName(String text) {
            return text.chars().allMatch(c -> c == '-' || (c < 128 && Character.isLetterOrDigit(c)));
        }

        private static boolean isValue(String text) {
            return text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 127));
        }
    }
}
