package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The first thing that a stranger tries. */
class DemoCommandIT {

    private static final Pattern CURL = Pattern.compile("curl .*?'?(http://[^\\s']+)'?");
    private static final Pattern GREETED = Pattern.compile("Ctrl-C ends it");

    @Test
    void printedRequests_work_andSigtermEndsAll() throws Exception {
        // The demo is to work whatever is set for other uses.
        Map<String, String> environment =
                Map.of("UPSTREAM_URL", "http://no.such.host.invalid", "DEBUG", "penstock:gateway");
        try (PenstockProcess demo =
                PenstockProcess.start(environment, "demo", "--port=0", "--admin-port=0", "--demo-port=0")) {
            demo.await(GREETED);
            List<String> urls = CURL.matcher(demo.output())
                    .results()
                    .map(match -> match.group(1))
                    .toList();

            assertThat(urls).hasSize(6);
            assertThat(get(urls.get(0)).body()).contains("\"id\":1");
            assertThat(get(urls.get(1)).body()).isNotEmpty();
            assertThat(get(urls.get(2)).body()).contains("data: {\"tick\":5}");
            assertThat(get(urls.get(3)).body()).contains("\"id\":1");
            assertThat(get(urls.get(4)).body()).contains("\"name\" : \"demo\"");
            assertThat(get(urls.get(5)).body()).contains("\"state\" : \"valid\"");
            assertThat(demo.output()).containsPattern("DEBUG .*demo GET .*200");

            demo.terminate();
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.output()).doesNotContain("Exception", "WARN", "ERROR");
        }
    }

    private static HttpResponse<String> get(String url) throws Exception {
        HttpResponse<String> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }
}
