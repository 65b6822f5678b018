package io.penstock.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.IdempotencyKeyConfig;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    private final RetryRig rig = new RetryRig(RetryRig.settings(), List.of(), (exchange, outcome) -> {});
    private final IdempotencyKey kept = new IdempotencyKey(new IdempotencyKeyConfig("Idempotency-Key", false));
    private final IdempotencyKey added = new IdempotencyKey(new IdempotencyKeyConfig("Idempotency-Key", true));

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "\"\"", " \"\" "})
    void repeatable_withAnEmptyKey_isFalse(String value) {
        assertThat(kept.repeatable(post(value))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\""})
    void addTo_aRequestWithAnEmptyKey_putsOneInItsPlace(String value) {
        Exchange exchange = post(value);

        added.addTo(exchange);

        assertThat(exchange.headers().getAll("idempotency-key")).singleElement().isNotEqualTo(value);
        assertThat(added.repeatable(exchange)).isTrue();
    }

    @Property
    void addTo_aRequestWithAKey_leavesIt(
            @ForAll @CharRange(from = '#', to = '~') @StringLength(min = 1, max = 300) String value) {
        Exchange exchange = post(value);

        added.addTo(exchange);

        assertThat(exchange.headers().getAll("idempotency-key")).containsExactly(value);
        assertThat(kept.repeatable(exchange)).isTrue();
    }

    private Exchange post(String key) {
        Exchange exchange = rig.exchange("POST", RequestBody.none());
        exchange.headers().set("Idempotency-Key", key);
        return exchange;
    }
}
