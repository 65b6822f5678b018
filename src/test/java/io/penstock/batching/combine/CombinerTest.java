package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombinerTest {

    private static final String ROUTE = "GET /contacts/{id}";

    private static Combiner combiner(String pattern, String batch) {
        return new Combiner(Batches.of(pattern, batch), pattern, "/v2");
    }

    private static Combiner joined() {
        return combiner(ROUTE, "{ request: 'GET /contacts?ids={id,...}' }");
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /contacts?ids={id,...}', '/v2/contacts?ids=1,2%2F3,%C3%A9'",
        "'GET /contacts?ids={id|...}&all=true', '/v2/contacts?ids=1|2%2F3|%C3%A9&all=true'",
        "'GET /contacts?all=true&id={id}&...', '/v2/contacts?all=true&id=1&id=2%2F3&id=%C3%A9'",
        "'GET /contacts?id[]={id}&...', '/v2/contacts?id[]=1&id[]=2%2F3&id[]=%C3%A9'",
        "'GET /contacts/{id;...}/all', '/v2/contacts/1;2%2F3;%C3%A9/all'"
    })
    void ids_inTheTarget_standThereEncoded(String request, String target) {
        Combiner combiner = combiner(ROUTE, "{ request: '" + request + "' }");

        Combiner.Combined combined = combiner.combine(
                Batches.singles(combiner, "/v2/contacts/1", "/v2/contacts/2%2f3", "/v2/contacts/%C3%A9"));

        assertThat(combined.method().name()).isEqualTo("GET");
        assertThat(combined.target()).isEqualTo(target);
        assertThat(combined.body().length()).isZero();
    }

    @Test
    void ids_inTheBody_standThereAsJson() {
        Combiner combiner = combiner(
                ROUTE,
                "{ request: POST /batch, body: '{\"fields\":[\"name\"],\"inputs\":[{\"id\":\"{id}\"},...],\"x\":1}' }");

        Combiner.Combined combined =
                combiner.combine(Batches.singles(combiner, "/v2/contacts/1?deep=1", "/v2/contacts/%22%5C?deep=1"));

        assertThat(combined.method().name()).isEqualTo("POST");
        assertThat(combined.target()).isEqualTo("/v2/batch?deep=1");
        assertThat(combined.body().toString())
                .isEqualTo("{\"fields\":[\"name\"],\"inputs\":[{\"id\":\"1\"},{\"id\":\"\\\"\\\\\"}],\"x\":1}");
    }

    @Test
    void ids_asNumbers_mustBeSome() {
        Combiner combiner = combiner(ROUTE, "{ request: POST /batch, body: '[{id},...]' }");

        assertThat(combiner.combine(Batches.singles(combiner, "/v2/contacts/7", "/v2/contacts/0"))
                        .body()
                        .toString())
                .isEqualTo("[7,0]");
        for (String id : List.of("x", "007", "1.5", "-1", "1e3", "1,2", "9999999999999999999")) {
            assertThat(combiner.read("/v2/contacts/" + id)).as(id).isNull();
        }
    }

    @Test
    void envelope_holdsWholeTargets() {
        Combiner combiner = combiner(
                "GET /**",
                "{ request: POST /batch, body: '{\"requests\":[{\"id\":\"{index}\",\"method\":\"GET\",\"url\":\"{target}\"},...]}',"
                        + " items: responses, key: id }");

        List<Single> singles = Batches.singles(combiner, "/v2/a?x=1", "/v2/b/c");

        assertThat(combiner.numbered()).isTrue();
        assertThat(singles.get(0).alike()).isEqualTo(singles.get(1).alike());
        assertThat(combiner.combine(singles).target()).isEqualTo("/v2/batch");
        assertThat(combiner.combine(singles).body().toString())
                .isEqualTo("{\"requests\":[{\"id\":\"0\",\"method\":\"GET\",\"url\":\"/a?x=1\"},"
                        + "{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/b/c\"}]}");
    }

    @Test
    void otherParameters_andTheQuery_areWhatABatchHasInCommon() {
        Combiner combiner = combiner("GET /orgs/{org}/users/{id}", "{ request: 'GET /orgs/{org}/users?ids={id,...}' }");
        Single one =
                Batches.singles(combiner, "/v2/orgs/a%20b/users/1?fields=name").get(0);

        assertThat(one.alike())
                .isEqualTo(Batches.singles(combiner, "/v2/orgs/a%20b/users/2?fields=name")
                        .get(0)
                        .alike());
        assertThat(one.alike())
                .isNotEqualTo(Batches.singles(combiner, "/v2/orgs/c/users/1?fields=name")
                        .get(0)
                        .alike());
        assertThat(one.alike())
                .isNotEqualTo(Batches.singles(combiner, "/v2/orgs/a%20b/users/1?fields=age")
                        .get(0)
                        .alike());
        assertThat(combiner.combine(List.of(one)).target()).isEqualTo("/v2/orgs/a%20b/users?ids=1&fields=name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/contacts/1,2",
                "/v2/contacts/1%2C2",
                "/v2/contacts/%zz",
                "/v2/contacts/%ff",
                "/v2/contacts/%4",
                "/v2/contacts/1?ids=7",
                "/v2/contacts/1?a=b&IDS=7",
                "/v2/contacts/1?%69ds",
                "/v2/contacts/..",
                "/v2/contacts/%2e",
                "/v2/contacts/x%2F..%2F..%2Fy",
                "/v2/contacts/..%5Cy",
                "/v2/contacts/..;x"
            })
    void whatCouldBeTakenAmiss_isNotCombined(String target) {
        assertThat(joined().read(target)).isNull();
    }

    @Test
    void idWithDots_isCombined() {
        assertThat(joined().read("/v2/contacts/a..b.c")).isNotNull();
    }

    @Test
    void target_neverGetsLongerThanAllowed() {
        Combiner combiner = combiner(ROUTE, "{ request: 'GET /contacts?ids={id,...}', maxUrl: 256 }");
        Single single =
                Batches.singles(combiner, "/v2/contacts/%C3%A9?fields=name").get(0);
        int most = combiner.room(single) / single.weight();
        List<Single> full = Collections.nCopies(most, single);

        assertThat(combiner.combine(full).target().length()).isBetween(256 - single.weight() - 2, 256);
        assertThat(combiner.read("/v2/contacts/" + "x".repeat(256))).isNull();
    }
}
