package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.ForwardProxy;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import org.junit.jupiter.api.Test;

/** Upstreams that are reached through a forward proxy. */
class EgressProxyIT {

    @Test
    void plainUpstream_throughAProxy_isAskedForByItsWholeUrl() throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start();
                RawServer upstream = RawServer.answering(RawServer.ok("through"));
                TestGateway gateway =
                        TestGateway.to(upstream.url(), ".proxy", "http://user:pw@127.0.0.1:" + proxy.port())) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/x?y=1"));

            assertThat(answer.text()).isEqualTo("through");
            assertThat(proxy.heads())
                    .singleElement()
                    .satisfies(head -> assertThat(head)
                            .startsWith("GET " + upstream.url() + "/x?y=1 HTTP/1.1")
                            .containsIgnoringCase("proxy-authorization: Basic dXNlcjpwdw=="));
        }
    }
}
