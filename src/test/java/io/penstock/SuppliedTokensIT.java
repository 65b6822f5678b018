package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.ConfigurationException;
import io.penstock.testing.Await;
import io.penstock.testing.RawServer;
import io.penstock.token.TokenSupplier;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A program that supplies the tokens of a credential itself. */
class SuppliedTokensIT {

    @Test
    void suppliedToken_signsCalls() throws IOException {
        try (RawServer api = RawServer.answering(RawServer.ok("fine"))) {
            Penstock penstock = Await.get(Penstock.startServer(to(api).tokenSupplier(
                            "crm",
                            () -> Future.succeededFuture(new TokenSupplier.Supplied("s1", Duration.ofMinutes(5))))
                    .build()));
            try {
                UpstreamResponse answer = Await.get(penstock.upstream("crm").send(UpstreamRequest.get("/contacts")));

                assertThat(answer.status()).isEqualTo(200);
                assertThat(api.requests().get(0).field("Authorization")).isEqualTo("Bearer s1");
            } finally {
                Await.get(penstock.close());
            }
        }
    }

    @Test
    void credentialWithoutItsSupplier_doesNotStart() throws IOException {
        try (RawServer api = RawServer.answering(RawServer.ok("fine"))) {
            PenstockOptions options =
                    to(api).set("credentials.crm.type", "supplied").build();

            assertThat(Await.failure(Penstock.startServer(options)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("credentials.crm")
                    .hasMessageContaining("supplies its tokens");
        }
    }

    private static PenstockOptions.Builder to(RawServer api) {
        return PenstockOptions.builder()
                .port(0)
                .adminPort(0)
                .upstream("crm", api.url())
                .set("upstreams.crm.credential", "crm");
    }
}
