package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.ProxyType;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which proxy an upstream is reached through. */
class EgressProxyTest {

    private static final Map<String, String> BOTH =
            Map.of("HTTPS_PROXY", "http://secure.example:3129", "HTTP_PROXY", "plain.example:3128");

    @Test
    void choose_configuredProxy_beatsTheEnvironment() {
        EgressProxy proxy = Objects.requireNonNull(
                EgressProxy.choose("socks5://user:pass@socks.example", true, "api.example", BOTH));

        assertThat(proxy).isEqualTo(new EgressProxy(ProxyType.SOCKS5, "socks.example", 1080, "user:pass"));
        assertThat(proxy.options().getUsername()).isEqualTo("user");
        assertThat(proxy.options().getPassword()).isEqualTo("pass");
    }

    @Test
    void choose_none_isDirect() {
        assertThat(EgressProxy.choose("none", true, "api.example", BOTH)).isNull();
    }

    @Test
    void choose_nothingConfigured_takesTheSchemesVariable() {
        assertThat(EgressProxy.choose(null, true, "api.example", BOTH)).hasToString("secure.example:3129");
        assertThat(EgressProxy.choose(null, false, "api.example", BOTH)).hasToString("plain.example:3128");
        assertThat(EgressProxy.choose(null, true, "api.example", Map.of("https_proxy", "low.example:1")))
                .hasToString("low.example:1");
        assertThat(EgressProxy.choose(null, true, "api.example", Map.of())).isNull();
    }

    @Test
    void toString_withAUser_doesNotShowIt() {
        assertThat(EgressProxy.choose("http://user:secret@proxy.example:1", true, "api.example", Map.of()))
                .hasToString("proxy.example:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api.example              | api.example   | true",
                "example                  | api.example   | true",
                ".example                 | api.example   | true",
                "*.example                | api.example   | true",
                "ample                    | api.example   | false",
                "other.example            | api.example   | false",
                "*                        | api.example   | true",
                "'other, api.example '    | api.example   | true",
                "''                       | api.example   | false",
                "''                       | localhost     | true",
                "''                       | 127.0.0.1     | true",
            })
    void choose_hostInNoProxy_isDirect(String noProxy, String host, boolean direct) {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://proxy.example:1", "NO_PROXY", noProxy);

        assertThat(EgressProxy.choose(null, true, host, environment) == null).isEqualTo(direct);
    }
}
