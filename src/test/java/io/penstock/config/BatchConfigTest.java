package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchConfigTest {

    private static Reading batch(String match, String batch) {
        return Reading.ofCrm("routes:\n  - match: " + match + "\n    batch: { " + batch + " }");
    }

    @Test
    void defaults_areThoseOfTheDocuments() {
        BatchConfig config = Objects.requireNonNull(batch("GET /a/{id}", "request: 'GET /a?ids={id,...}'")
                .crm()
                .routes()
                .get(0)
                .batch());

        assertThat(config.mode()).isEqualTo(BatchMode.WHILE_IN_FLIGHT);
        assertThat(config.window()).hasMillis(5);
        assertThat(config.max()).isEqualTo(100);
        assertThat(config.maxAnswer().bytes()).isEqualTo(16 * 1024 * 1024);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /a/{id} | request: 'GET /a?ids={id,...}'",
                "GET /a/{id} | request: 'GET /a?x=1&id={id}&...'",
                "GET /a/{id} | request: 'GET /a/{id;...}/b'",
                "GET /o/{o}/a/{id} | request: 'GET /o/{o}/a?ids={id%2C...}'",
                "GET /a/{id} | request: POST /a, body: '{\"x\":[1],\"ids\":[{\"id\":{id}}, ... ]}'",
                "GET /a | query: 'id={id}', request: 'GET /a?ids={id,...}'",
                "GET /o/{o}/a | query: 'filter[id]={id}', request: 'POST /o/{o}', body: '[{id},...]'",
                "GET /** | request: POST /a, body: '[{\"n\":{index},\"url\":\"{target}\"},...]'"
            })
    void requestThatStandsForSeveral_isAccepted(String match, String batch) {
        assertThat(batch(match, batch).crm().routes().get(0).batch()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /a/{id} | request: 'GET /a'                                | the ids in it, such as {id,...}, or id={id}&... at the end",
                "GET /a/{id} | request: 'GET /a?ids={id}'                       | the ids in it, such as {id,...}, or id={id}&... at the end",
                "GET /a/{id} | request: 'GET /a?ids={id,...}&x={id,...}'        | one element that is repeated",
                "GET /a/{id} | request: 'GET /../a?ids={id,...}'                | a path without the segments . and ..",
                "GET /a/{id} | request: 'GET /a?ids={nr,...}'                   | no place but those of GET /a/{id}, and not {nr}",
                "GET /a/{id} | query: 'id={id}', request: 'GET /a?ids={id,...}' | another place than {id} in the query",
                "GET /a | query: 'id={id}', request: 'GET /a?ids={nr,...}'      | no place but those of GET /a?id={id}, and not {nr}",
                "GET /a | query: 'id={id}', request: POST /a, body: '[1,...]'   | one place of GET /a?id={id} in the element",
                "GET /a/{id} | query: 'nr', request: 'GET /a?ids={id,...}'      | a parameter and a place, such as id={id}",
                "GET /a/{id} | request: 'PUT /a?ids={id,...}'                   | GET or POST, a space and a path",
                "POST /a/{id} | request: 'GET /a?ids={id,...}'                  | nothing for POST /a/{id}: only GET is batched",
                "GET /a/{id} | request: POST /a                                 | the JSON body of the request",
                "GET /a/{id} | request: 'GET /a?ids={id,...}', body: '[{id},...]' | nothing for GET /a?ids={id,...}",
                "GET /a/{id} | request: 'POST /a?ids={id,...}', body: '[{id},...]' | no ids in it, since they stand in the body",
                "GET /a/{id} | request: POST /a, body: '[{id}]'                 | a list that ends in ,...] after the element that is repeated",
                "GET /a/{id} | request: POST /a, body: '{\"ids\":[{id},...]'    | JSON, with a number or a text in each place",
                "GET /a/{id} | request: POST /a, body: '[{\"x\":1},...]'        | one place of GET /a/{id} in the element that is repeated",
                "GET /o/{o}/a/{id} | request: POST /a, body: '[[{o},{id}],...]' | one place of GET /o/{o}/a/{id} in the element that is repeated",
                "GET /a/{id} | request: POST /a, body: '[[\"{target}\",{id}],...]' | {target} or a place of GET /a/{id} in the element, not both",
                "GET /a/{id}/** | request: 'GET /a?ids={id,...}'                | {target} in the element for a pattern that ends in **"
            })
    void requestThatCannotStandForSeveral_isRefused(String match, String batch, String expected) {
        assertThat(batch(match, batch).problems()).singleElement().asString().contains(expected);
    }
}
