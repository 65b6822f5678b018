package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about broken configurations, word by word. */
class ProblemsTest {
    private static final String CANARY = "c4n4ry-s3cr3t-value";

    @Test
    void problems_ofAllSources_areSaidAtOnceInOrder() {
        List<String> problems = Reading.of("""
                        environment: prod
                        sever: {}
                        server:
                          port: 70000
                          maxHead: 5 apples
                          extraMethods: [PURGE, trace]
                        admin: yes
                        upstreams:
                          crm:
                            url: ftp://api.crm.example
                            pool:
                              minIdle: 9
                              size: 3
                              maxStreams: 4
                              maxAge: 5 minutes
                              ping: [1]
                            routes:
                              - match: GET /a
                                maxBody: 1
                              - match: get /b
                          Shop: {}
                        """)
                .with("ENABLE_BATCHING", "perhaps")
                .with("PENSTOCK_SERVER_IDLE", "9")
                .option("server.maxHeaders", "0")
                .problems();

        assertThat(problems)
                .containsExactly(
                        "penstock.yaml:1: environment: prod; expected one of development, staging, production",
                        "penstock.yaml:2: sever: an unknown key; expected a known one; the nearest is server",
                        "penstock.yaml:4: server.port: 70000; expected a whole number from 0 to 65535",
                        "penstock.yaml:5: server.maxHead: 5 apples;"
                                + " expected a size such as 512, 64KiB or 10MiB from 1KiB to 1MiB",
                        "penstock.yaml:6: server.extraMethods[1]: trace; expected a method in capitals",
                        "penstock.yaml:7: admin: a single value; expected a mapping with keys such as enabled",
                        "penstock.yaml:10: upstreams.crm.url: ftp://api.crm.example; expected " + UpstreamUrl.EXPECTED,
                        "penstock.yaml:12: upstreams.crm.pool.minIdle: 9; expected at most size (3)",
                        "penstock.yaml:14: upstreams.crm.pool.maxStreams: 4; expected at most size (3)",
                        "penstock.yaml:15: upstreams.crm.pool.maxAge: 5 minutes;"
                                + " expected a duration such as 250ms, 30s or 5m from 0s to 30d",
                        "penstock.yaml:16: upstreams.crm.pool.ping: a list; expected a mapping with keys such as interval",
                        "penstock.yaml:19: upstreams.crm.routes[0].maxBody: an unknown key;"
                                + " expected a known one; the nearest is maxRequestBody",
                        "penstock.yaml:20: upstreams.crm.routes[1].match: get /b;"
                                + " expected a method or *, a space and a path, such as GET /contacts/{id}",
                        "penstock.yaml:21: upstreams.Shop: Shop; expected a name of 1 to 63 of a-z, 0-9 and -, not starting with -",
                        "penstock.yaml:21: upstreams.Shop.url: nothing; expected " + UpstreamUrl.EXPECTED
                                + ", such as https://api.example.com",
                        "environment variable ENABLE_BATCHING: features.batching: perhaps;"
                                + " expected true or false (or yes, no, on, off, 1, 0)",
                        "environment variable PENSTOCK_SERVER_IDLE: server.idle: 9;"
                                + " expected a duration such as 250ms, 30s or 5m from 10ms to 1d",
                        "option server.maxHeaders: 0; expected a whole number from 1 to 10000");
    }

    @Test
    void problems_ofAReplacedValue_doNotAppear() {
        assertThat(Reading.ofCrm("pool: { size: abc, minIdle: 9 }").problems())
                .containsExactly(
                        "penstock.yaml:4: upstreams.crm.pool.size: abc; expected a whole number from 1 to 10000");
        assertThat(Reading.of("upstreams: { crm: { path: /.. } }").problems())
                .containsExactly(
                        "penstock.yaml:1: upstreams.crm.url: nothing; expected " + UpstreamUrl.EXPECTED
                                + ", such as https://api.example.com",
                        "penstock.yaml:1: upstreams.crm.path: /..; expected a segment that is not . or ..");
    }

    @Test
    void problems_ofOneElement_leaveNoWrongNumbersForOthers() {
        assertThat(Reading.ofCrm("""
                        routes:
                          - match: nonsense
                          - match: GET /a
                          - match: GET /a
                        """).problems())
                .singleElement()
                .asString()
                .startsWith("penstock.yaml:5: upstreams.crm.routes[0].match: nonsense");
        assertThat(Reading.ofCrm("routes: [ { match: GET /a }, { match: GET /a } ]")
                        .problems())
                .containsExactly("penstock.yaml:4: upstreams.crm.routes[1].match: GET /a;"
                        + " expected another pattern than that of routes[0]");
    }

    @Test
    void problems_ofAValueThatAStrongerOneReplaces_doNotAppear() {
        assertThat(Reading.of(Reading.CRM + "server: { port: '${UNSET}' }")
                        .with("PENSTOCK_SERVER_PORT", "1")
                        .config()
                        .server()
                        .port())
                .isEqualTo(1);
    }

    @Test
    void problems_beyondTheBound_areCounted() {
        StringBuilder yaml = new StringBuilder(Reading.CRM);
        for (int i = 0; i < 500; i++) {
            yaml.append("key").append(i).append(": 1\n");
        }

        Loaded.Rejected rejected = (Loaded.Rejected) Reading.of(yaml.toString()).load();

        assertThat(rejected.count()).isEqualTo(500);
        assertThat(rejected.problems()).hasSize(Problems.MOST);
        assertThat(rejected.describe())
                .startsWith("500 problems in the configuration:\n")
                .endsWith("… and 300 more");
    }

    @Test
    void problems_ofQuotes_sayWhetherTheyAreNeeded() {
        assertThat(Reading.of(Reading.CRM + "server: { port: '8080' }").problems())
                .containsExactly("penstock.yaml:4: server.port: 8080;"
                        + " expected a whole number from 0 to 65535, without quotes");
        assertThat(Reading.of(Reading.CRM + "server: { host: 123 }").problems())
                .containsExactly("penstock.yaml:4: server.host: 123; expected a text, in quotes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin: { key: CANARY short! }",
                "admin: { keey: CANARY }",
                "admin: { key: [CANARY] }",
                "admin: { key: { CANARY: CANARY } }",
                "admin: CANARY",
                "admin: [CANARY]",
                "admin: { key: *CANARY }",
                "admin: { key: !CANARY x }",
                "admin: { key: CANARY, key: CANARY }",
                "admin: { key: CANARY\n",
                "admin: { key: %CANARY }",
                "admin: { key: \"CANARY\\q\" }",
                "admin: { key: '${SECRET}' , keyFile: x }",
                "admin: { port: '${SECRET}' }",
                "admin: { host: 0.0.0.0, 'key: CANARY' }",
                "server: { port: '${SECRET}', extraMethods: '${SECRET}' }",
                "server: { port: '${:-CANARY}', host: '${SECRET:CANARY}' }",
                "admin: { host: '${SECRET}' }",
                "upstreams: { crm: { url: 'https://api.example:${SECRET}' } }",
                "upstreams: { crm: { url: 'https://a.example', routes: [ { match: 'GET /{${SECRET}' } ] } }",
                "upstreams: { crm: { url: 'https://a.example', tls: { certFile: '${SECRET}' } } }",
                "upstreams: { a: { url: 'https://a.example', path: '/${SECRET}' }, b: { url: 'https://b.example', path: '/${SECRET}' } }",
                "upstreams: { crm: { url: 'https://me:CANARY@api.example' } }",
                "upstreams: { crm: { url: 'https://me:CAN/@/ARY@api.example' } }",
                "upstreams: { crm: { url: 'https://api.example/?key=CANARY' } }",
                "upstreams: { crm: { url: 'https://api.example', proxy: 'http://me:CANARY@proxy.example:99999' } }",
                "upstreams: { crm: { url: 'https://api.example', proxy: 'ftp://me:CANARY@proxy.example:1' } }",
            })
    void problems_neverShowASecret(String yaml) {
        List<String> problems = Reading.of(yaml.replace("CANARY", CANARY))
                .with("SECRET", CANARY)
                .problems();

        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).doesNotContain("c4n4ry", "s3cr3t"));
    }

    @Test
    void problems_ofSecretsElsewhere_neverShowThem(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("key"), CANARY.substring(0, 10) + "\n");
        Reading reading = Reading.of(Reading.CRM)
                .with("PENSTOCK_ADMIN_KEEY", CANARY)
                .with("PENSTOCK_ADMIN_KEY_FILE", file.toString())
                .with("PENSTOCK_SERVER_PORT", "x")
                .option("admin.kay", CANARY);
        assertThat(reading.problems())
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem).doesNotContain("c4n4ry"));
        assertThat(Reading.of(Reading.CRM).with("PENSTOCK_ADMIN_KEY", "c4n4ry").problems())
                .containsExactly(
                        "environment variable PENSTOCK_ADMIN_KEY: admin.key: ***; expected 16 to 512 characters");
    }

    @Test
    void problems_withControlCharacters_stayOnOneLine() {
        assertThat(Reading.of(Reading.CRM + "server: { port: \"a\\nb\\e[31m\" }")
                        .problems())
                .containsExactly("penstock.yaml:4: server.port: a?b?[31m; expected a whole number from 0 to 65535");
    }
}
