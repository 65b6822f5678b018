package io.penstock.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an upstream's error answer means, by its status and by rules. */
class ErrorClassifierTest {

    private static final PenstockException.Origin ORIGIN = new PenstockException.Origin("crm", 2, 350);
    private static final Buffer NO_BODY = Buffer.buffer();

    private final ErrorClassifier byStatus = new ErrorClassifier(List.of());
    private final ErrorClassifier withRules = new ErrorClassifier(List.of(
            new ErrorClassifier.Rule(400, "quota", Category.RATE_LIMITED),
            new ErrorClassifier.Rule(409, null, Category.SERVER),
            new ErrorClassifier.Rule(0, "maintenance", Category.SERVER)));

    @ParameterizedTest
    @CsvSource({
        "400, bad-request, io.penstock.error.BadRequestException",
        "401, authentication, io.penstock.error.AuthenticationException",
        "403, forbidden, io.penstock.error.ForbiddenException",
        "404, not-found, io.penstock.error.NotFoundException",
        "408, timeout, io.penstock.error.TimeoutException",
        "409, conflict, io.penstock.error.ConflictException",
        "410, not-found, io.penstock.error.NotFoundException",
        "418, bad-request, io.penstock.error.BadRequestException",
        "422, validation, io.penstock.error.ValidationException",
        "429, rate-limited, io.penstock.error.RateLimitedException",
        "500, server, io.penstock.error.ServerException",
        "503, server, io.penstock.error.ServerException"
    })
    void status_withoutRules_isOfItsCategory(int status, String category, Class<?> type) {
        PenstockException failure = byStatus.exceptionOf(status, NO_BODY, -1, ORIGIN);

        assertThat(failure).isExactlyInstanceOf(type).hasMessage("crm answered " + status);
        assertThat(failure.category().label()).isEqualTo(category);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.attempts()).isEqualTo(2);
        assertThat(failure.getStackTrace()).isEmpty();
    }

    @Test
    void rule_thatFits_goesBeforeTheStatus() {
        PenstockException failure =
                withRules.exceptionOf(400, Buffer.buffer("{\"error\": \"Quota exceeded\"}"), 7_000, ORIGIN);

        assertThat(failure).isInstanceOf(RateLimitedException.class);
        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.retryAfterMillis()).isEqualTo(7_000);
        assertThat(failure.canRecover()).isTrue();
    }

    @Test
    void rule_thatDoesNotFit_leavesTheStatus() {
        assertThat(withRules.categoryOf(400, Buffer.buffer("no such field"))).isEqualTo(Category.BAD_REQUEST);
        assertThat(withRules.categoryOf(403, Buffer.buffer("in MAINTENANCE"))).isEqualTo(Category.SERVER);
    }

    @Test
    void body_isNeededOnlyWhereARuleLooksAtIt() {
        ErrorClassifier some = new ErrorClassifier(List.of(
                new ErrorClassifier.Rule(409, null, Category.SERVER),
                new ErrorClassifier.Rule(400, "quota", Category.RATE_LIMITED)));

        assertThat(some.needsBody(400)).isTrue();
        assertThat(some.needsBody(409)).isFalse();
        assertThat(some.needsBody(500)).isFalse();
    }

    @Test
    void validation_bringsItsFields() {
        Buffer body = Buffer.buffer("{\"errors\": {\"email\": [\"required\"]}}");

        assertThat(byStatus.exceptionOf(422, body, -1, ORIGIN))
                .isInstanceOfSatisfying(
                        ValidationException.class,
                        failure ->
                                assertThat(failure.fieldErrors()).containsExactly(new FieldError("email", "required")));
    }

    @Test
    void failure_withOneMoreFact_keepsAllOthers() {
        PenstockException failure =
                byStatus.exceptionOf(503, NO_BODY, 2_000, ORIGIN).with("notRetried", "not-replayable");

        assertThat(failure.context()).containsEntry("notRetried", "not-replayable");
        assertThat(failure.upstream()).isEqualTo("crm");
        assertThat(failure.waitedMillis()).isEqualTo(350);
        assertThat(failure.retryAfterMillis()).isEqualTo(2_000);
        assertThat(failure.recovery()).isEqualTo(RecoveryStrategy.CIRCUIT_BREAKER);
    }
}
