package io.penstock.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @Test
    void parse_takesPortAndPathFromTheUrl() {
        assertThat(Target.parse("http://127.0.0.1:8080/crm/a%20b?x=1&y"))
                .isEqualTo(new Target(false, "127.0.0.1", 8080, List.of("/crm/a%20b?x=1&y")));
    }

    @Test
    void parse_withoutPortOrPath_takesTheDefaults() {
        assertThat(Target.parse("http://localhost")).isEqualTo(new Target(false, "localhost", 80, List.of("/")));
        assertThat(Target.parse("https://[::1]/x")).isEqualTo(new Target(true, "::1", 443, List.of("/x")));
    }

    @Test
    void with_aScenario_takesItsPathsAndTheirFieldsBelowTheUrl() {
        Target target = Target.parse("http://localhost/base/").with(Scenarios.named("memory"));

        assertThat(target.paths()).containsExactly("/base/demo/bytes/4194304", "/base/demo/bytes/1024");
        assertThat(target.fields())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "/base/demo/bytes/4194304",
                        Map.of("Priority", "u=7"),
                        "/base/demo/bytes/1024",
                        Map.of("Priority", "u=0")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:8080",
                "/path",
                "ftp://localhost/",
                "http://",
                "http:///x",
                "http://a b/",
                "http://user@localhost/",
                "http://localhost/#top",
                "http://localhost:70000/"
            })
    void parse_ofWhatIsNoAddress_namesIt(String url) {
        assertThatThrownBy(() -> Target.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--url: " + url + "; expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "localhost", "LOCALHOST", "[::1]"})
    void loopback_isThisMachine(String host) {
        assertThat(Target.parse("http://" + host + ":1/").isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "10.0.0.1",
                "0.0.0.0",
                "[::]",
                "[2001:db8::1]",
                "localhost.example.com",
                "127.0.0.1.example.com",
                "128.0.0.1"
            })
    void anythingElse_mayBeAnotherMachine(String host) {
        assertThat(Target.parse("http://" + host + "/").isLoopback()).isFalse();
    }

    @Test
    void with_putsTheScenariosPathsBelowTheUrl() {
        Scenario pool = Scenarios.named("pool");

        assertThat(Target.parse("http://localhost/").with(pool).paths()).containsExactly("/demo/bytes/1024");
        assertThat(Target.parse("http://localhost/below/").with(pool).paths())
                .containsExactly("/below/demo/bytes/1024");
    }
}
