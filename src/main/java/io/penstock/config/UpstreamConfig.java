package io.penstock.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One API that calls go to. */
public record UpstreamConfig(
        @Setting(
                value =
                        "Base URL of the API, http or https, with an optional base path; no user, query or fragment. ${credential.NAME} stands for a value that the credential's answer.keep names, with https and with credentialHosts.",
                pattern = UpstreamUrl.PATTERN,
                expected = UpstreamUrl.EXPECTED,
                example = "https://api.example.com")
        String url,

        @Setting(
                value =
                        "Values for settings of retry, rateLimit, maxConcurrent, breaker and timeouts that are not written; see the table of presets. none leaves the defaults.",
                byDefault = "none")
        Preset preset,

        @Setting(
                value = "Path under which callers reach it, '/' or one segment; the upstream's name where absent.",
                pattern = "/[A-Za-z0-9._~-]*",
                expected = "/ or one segment such as /crm",
                example = "/api")
        @Nullable
        String path,

        @Setting(
                value =
                        "HTTP version: auto (HTTP/2 over TLS where the server offers it, else HTTP/1.1), http1, or http2 (without TLS by prior knowledge).",
                byDefault = "auto")
        Protocol protocol,

        @Setting("The connection pool.") PoolConfig pool,
        @Setting("Deadlines of a call.") TimeoutsConfig timeouts,

        @Setting("The circuit breaker: calls that have no hope are refused at once.")
        BreakerConfig breaker,

        @Setting("TLS towards the upstream; for https the defaults verify with the platform's authorities.")
        UpstreamTlsConfig tls,

        @Setting(
                value =
                        "Egress proxy, such as http://proxy.example:3128 or socks5://proxy.example:1080; HTTPS_PROXY, HTTP_PROXY and NO_PROXY where absent; 'none' for a direct connection.",
                pattern = UpstreamConfig.PROXY,
                expected = UpstreamConfig.PROXY_IN_WORDS,
                example = "http://proxy.example:3128")
        @Nullable
        String proxy,

        @Setting(
                value = "What signs the requests: a name from credentials; nothing where absent.",
                pattern = PenstockConfig.NAME,
                expected = PenstockConfig.NAME_IN_WORDS,
                example = "example")
        @Nullable
        String credential,

        @Setting(
                value =
                        "Hosts that a url with ${credential.NAME} may lead to; *.example.com stands for all names below example.com.",
                byDefault = "[]",
                pattern = "(\\*\\.)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+",
                expected = "a host name such as api.example.com or *.example.com")
        List<String> credentialHosts,

        @Setting(
                value =
                        "What becomes of an Authorization (or what else the credential uses) that a caller sends: replace it, reject the call, or pass it on without the credential.",
                byDefault = "replace")
        CallerAuthorization onCallerAuthorization,

        @Setting(
                value = "What says, beside a 401, that the credential is not accepted; one of them is enough.",
                byDefault = "[]")
        List<CredentialRejectedConfig> rejectedWhen,

        @Setting("Sending requests again.") RetryConfig retry,

        @Setting("What lets a POST or PATCH be sent again.") IdempotencyKeyConfig idempotencyKey,

        @Setting("Second requests beside slow ones.") HedgeConfig hedge,

        @Setting(
                value = "What answers mean that their status does not tell; the first that fits counts.",
                byDefault = "[]")
        List<ErrorRuleConfig> errors,

        @Setting("How many requests the upstream is sent.") RateLimitConfig rateLimit,

        @Setting(
                value =
                        "Most requests in progress at once, whatever the number of connections; any number where absent.",
                min = "1",
                max = "10000",
                example = "10")
        @Nullable
        Integer maxConcurrent,

        @Setting(
                "Most requests in progress at once for each consumer or credential, within maxConcurrent; any number where absent.")
        @Nullable
        EachConcurrencyConfig maxConcurrentEach,

        @Setting("Whether the number of requests at once finds itself.")
        ConcurrencyConfig adaptiveConcurrency,

        @Setting(
                value =
                        "Calls that wait for the upstream at which a warning is logged, at most once a minute; 0 for none.",
                byDefault = "10",
                min = "0",
                max = "1000000")
        int queueWarn,

        @Setting(
                value = "The field of a request that names its consumer; nothing where absent.",
                pattern = "[A-Za-z0-9!#$%&'*+.^_`|~-]+",
                expected = "the name of a field, such as X-Consumer",
                example = "X-Consumer")
        @Nullable
        String consumerHeader,

        @Setting(
                value =
                        "Weights of consumers while calls wait: twice the weight, twice the calls. A consumer that is not named weighs 1.",
                byDefault = "{}",
                pattern = "\\S{1,128}",
                expected = "the name of a consumer, as consumerHeader has it")
        Map<String, Integer> shares,

        @Setting(value = "Rewrite a Location under the upstream's URL to the gateway's.", byDefault = "true")
        boolean rewriteLocation,

        @Setting(value = "Largest request body; 0 means any.", byDefault = "10MiB", min = "0")
        DataSize maxRequestBody,

        @Setting(
                value = "Largest part of a request body kept to send it again.",
                byDefault = "64KiB",
                min = "0",
                max = "64MiB")
        DataSize replayBuffer,

        @Setting(value = "Largest answer head, in bytes.", byDefault = "64KiB", min = "1KiB", max = "1MiB")
        DataSize maxResponseHead,

        @Setting("One call for identical concurrent requests; see docs/coalescing.md.")
        CoalesceConfig coalesce,

        @Setting(
                value = "Patterns of requests with settings of their own; the most specific one that matches counts.",
                byDefault = "[]")
        List<RouteConfig> routes) {

    /** Java and ECMA 262. */
    static final String PROXY = "none|(http|https|socks5)://([^\\s/?#@]*@)?[^\\s/?#@]+:[0-9]{1,5}";

    static final String PROXY_IN_WORDS = "http://, https:// or socks5:// with host and port, or none";

    /** Refuses what no call could use; the pieces of the URL are in {@link #target()}. */
    public UpstreamConfig {
        routes = List.copyOf(routes);
        credentialHosts = List.copyOf(credentialHosts);
        rejectedWhen = List.copyOf(rejectedWhen);
        errors = List.copyOf(errors);
        shares = Map.copyOf(shares);
        Checks checks = new Checks();
        shares.forEach((consumer, weight) -> checks.expect(
                weight >= 1 && weight <= 1_000, "shares." + consumer, weight, "a whole number from 1 to 1000"));
        checks.expect(
                shares.isEmpty() || consumerHeader != null,
                "shares",
                shares.keySet(),
                "consumerHeader beside it, to tell consumers apart",
                "consumerHeader");
        checks.expect(
                consumerHeader != null || maxConcurrentEach == null || maxConcurrentEach.by() != LimitScope.CONSUMER,
                "maxConcurrentEach.by",
                "consumer",
                "consumerHeader beside it, to tell consumers apart",
                "consumerHeader");
        checks.expect(
                consumerHeader != null || breaker.by() != LimitScope.CONSUMER,
                "breaker.by",
                "consumer",
                "consumerHeader beside it, to tell consumers apart",
                "consumerHeader");
        String flaw = UpstreamUrl.flaw(url);
        checks.expect(flaw == null, "url", url, String.valueOf(flaw));
        checks.expect(
                flaw != null || !RunTimeValues.in(url) || !credentialHosts.isEmpty(),
                "credentialHosts",
                "no host",
                "the hosts that ${credential.…} in url may lead to, such as \"*.example.com\"",
                "url");
        checks.expect(
                flaw != null || !RunTimeValues.in(url) || credential != null,
                "credential",
                "nothing",
                "the credential whose answer fills ${credential.…} in url",
                "url");
        checks.expect(
                path == null || !UpstreamUrl.hasDotSegment(path),
                "path",
                String.valueOf(path),
                "a segment that is not . or ..");
        checks.expect(
                proxy == null || proxy.equals("none") || hasPort(proxy),
                "proxy",
                String.valueOf(proxy),
                "a port from 1 to 65535");
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < routes.size(); i++) {
            Duration base = routes.get(i).retry().baseDelay();
            Duration most = routes.get(i).retry().maxDelay();
            Duration shortest = base != null ? base : retry.baseDelay();
            Duration longest = most != null ? most : retry.maxDelay();
            checks.expect(
                    longest.compareTo(shortest) >= 0,
                    "routes[" + i + "].retry." + (most != null ? "maxDelay" : "baseDelay"),
                    DurationText.format(most != null ? longest : shortest),
                    most != null
                            ? "at least baseDelay (" + DurationText.format(shortest) + ")"
                            : "at most maxDelay (" + DurationText.format(longest) + ")",
                    "retry");
            String match = routes.get(i).match();
            Integer first = seen.putIfAbsent(RouteMatch.normalized(match), i);
            checks.expect(
                    first == null,
                    "routes[" + i + "].match",
                    match,
                    "another pattern than that of routes[" + first + "]");
        }
        checks.done();
    }

    private static boolean hasPort(String proxy) {
        String port = proxy.substring(proxy.lastIndexOf(':') + 1);
        return port.matches("[0-9]{1,5}") && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535;
    }

    /**
     * An upstream with all defaults.
     *
     * @param url its base URL
     * @throws IllegalArgumentException if the URL is not one that an upstream may have
     */
    public static UpstreamConfig to(String url) {
        return ConfigDefaults.of(UpstreamConfig.class, Map.of("url", url));
    }

    /**
     * An upstream with the values of a preset, and defaults for all else.
     *
     * @param url its base URL
     * @throws IllegalArgumentException if the URL is not one that an upstream may have
     */
    public static UpstreamConfig to(String url, Preset preset) {
        return preset.upstream(url);
    }

    /** Whether the URL holds values of a token's answer, and so is known only at run time; {@link #target()} then fails. */
    public boolean urlFromCredential() {
        return RunTimeValues.in(url);
    }

    /**
     * The URL in its parts. Parses it each time: keep the result.
     *
     * @throws IllegalArgumentException if it holds values that are known only at run time
     */
    public UpstreamUrl target() {
        return UpstreamUrl.parse(url);
    }

    /**
     * The URL in its parts, with values of a token's answer in their places.
     *
     * @throws IllegalArgumentException if that is no URL that requests may be sent to: https (http on this machine only), and
     *     a host of {@code credentialHosts}; tells what is wrong, without secrets
     */
    public UpstreamUrl target(Map<String, String> values) {
        String missing = RunTimeValues.missing(url, values);
        if (missing != null) {
            throw new IllegalArgumentException(
                    "no value " + missing + " in the provider's answer; expected a part of the URL");
        }
        UpstreamUrl filled = UpstreamUrl.parse(RunTimeValues.fill(url, values));
        if (!filled.secure() && !Hosts.isLoopback(filled.host())) {
            throw new IllegalArgumentException(filled.authority() + " without TLS; expected https://");
        }
        if (credentialHosts.stream().noneMatch(pattern -> Hosts.matches(pattern, filled.host()))) {
            throw new IllegalArgumentException(
                    "the host " + filled.host() + "; expected one of credentialHosts " + credentialHosts);
        }
        return filled;
    }

    /** The path under which callers reach this upstream: {@code /} or one segment, {@code /name} where none is set. */
    public String effectivePath(String name) {
        return path != null ? path : "/" + name;
    }

    /** This upstream with another pool. */
    public UpstreamConfig withPool(PoolConfig pool) {
        return Records.with(this, "pool", pool);
    }

    /** This upstream with another breaker. */
    public UpstreamConfig withBreaker(BreakerConfig breaker) {
        return Records.with(this, "breaker", breaker);
    }

    /** This upstream signed by a credential. */
    public UpstreamConfig withCredential(String credential) {
        return Records.with(this, "credential", credential);
    }

    /** This upstream under another path, {@code /} or one segment. */
    public UpstreamConfig withPath(String path) {
        return Records.with(this, "path", path);
    }

    /** Which HTTP versions are spoken to the upstream. */
    public enum Protocol {
        AUTO,
        HTTP1,
        HTTP2
    }
}
