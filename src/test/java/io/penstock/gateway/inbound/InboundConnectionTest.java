package io.penstock.gateway.inbound;

import static io.penstock.gateway.inbound.DecoderHarness.HEAD_TIMEOUT;
import static io.penstock.gateway.inbound.DecoderHarness.IDLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.BadRequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboundConnectionTest {

    private static final String HEAD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Duration MOMENT = Duration.ofMillis(10);

    private final DecoderHarness harness = new DecoderHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void firstHead_nothingComes_closesWithoutAnswer() {
        harness.advance(HEAD_TIMEOUT.minus(MOMENT));
        assertThat(harness.channel.isOpen()).isTrue();

        harness.advance(MOMENT);

        assertThat(harness.channel.isOpen()).isFalse();
        assertThat(harness.sent()).isEmpty();
    }

    @Test
    void firstHead_comesInDrips_isNotGivenMoreTime() {
        for (int i = 0; i < 9; i++) {
            harness.receive(HEAD.substring(i, i + 1));
            harness.advance(Duration.ofSeconds(1));
        }
        assertThat(harness.sent()).isEmpty();
        harness.receive("TP");

        harness.advance(Duration.ofSeconds(1));

        assertThat(harness.sent())
                .startsWith("HTTP/1.1 408 Request Timeout\r\nContent-Type: application/problem+json\r\n")
                .contains("\r\nConnection: close\r\n")
                .endsWith("the request head is not whole after server.headTimeout; expected it sooner");
        assertThat(harness.channel.isOpen()).isFalse();
    }

    @Test
    void exchangeThatIsOver_isNotKeptForTheSakeOfItsBody() {
        List<BadRequestException> told = new ArrayList<>();
        harness.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        harness.connection.exchangeStarted();
        harness.connection.onMalformedBody(told::add);
        harness.connection.exchangeEnded();

        harness.receive("no length\r\n");

        assertThat(told).isEmpty();
    }

    @Test
    void emptyLines_areNoHead() {
        harness.receive("\r\n\r\n\r");

        harness.advance(HEAD_TIMEOUT);

        assertThat(harness.channel.isOpen()).isFalse();
        assertThat(harness.sent()).isEmpty();
    }

    @Test
    void laterHead_isGivenItsTimeFromItsFirstByte() {
        exchange();
        harness.advance(IDLE.minus(MOMENT));
        harness.receive("G");
        harness.advance(HEAD_TIMEOUT.minus(MOMENT));
        harness.receive("ET");
        assertThat(harness.channel.isOpen()).isTrue();

        harness.advance(MOMENT);

        assertThat(harness.sent()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void exchangeInProgress_nothingExpires() {
        harness.receive(HEAD);
        harness.connection.exchangeStarted();
        harness.receive("GET /next");

        harness.advance(IDLE.multipliedBy(2));

        assertThat(harness.channel.isOpen()).isTrue();
        assertThat(harness.wheel.armed()).isZero();
    }

    @Test
    void exchangeEnds_nextHeadIsUnfinished_isGivenTheHeadTimeout() {
        harness.receive(HEAD);
        harness.connection.exchangeStarted();
        harness.receive("GET /next");
        harness.connection.exchangeEnded();

        harness.advance(HEAD_TIMEOUT);

        assertThat(harness.sent()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void lastOfSeveralExchangesEnds_idleTimeoutBegins() {
        harness.receive(HEAD);
        harness.connection.exchangeStarted();
        harness.connection.exchangeStarted();
        harness.connection.exchangeEnded();
        harness.advance(IDLE);
        assertThat(harness.channel.isOpen()).isTrue();
        harness.connection.exchangeEnded();
        assertThat(harness.connection.exchanges()).isZero();

        harness.advance(IDLE);

        assertThat(harness.channel.isOpen()).isFalse();
        assertThat(harness.sent()).isEmpty();
    }

    @Test
    void headIsWholeButItsExchangeNeverStarts_expires() {
        exchange();
        harness.receive(HEAD);

        harness.advance(IDLE);

        assertThat(harness.channel.isOpen()).isFalse();
    }

    @Test
    void expired_lateBytesAreNotServed() {
        harness.receive("GET");
        harness.advance(HEAD_TIMEOUT);

        assertThat(harness.connection.expired()).isTrue();
        assertThat(harness.seen()).isEmpty();
    }

    @Test
    void connectionCloses_noDeadlineIsLeft() {
        exchange();
        assertThat(harness.wheel.armed()).isEqualTo(1);

        harness.close();

        assertThat(harness.wheel.armed()).isZero();
    }

    @Test
    void exchangeEndsAfterConnectionClosed_armsNothing() {
        harness.receive(HEAD);
        harness.connection.exchangeStarted();
        harness.close();

        harness.connection.exchangeEnded();

        assertThat(harness.wheel.armed()).isZero();
    }

    private void exchange() {
        harness.receive(HEAD);
        harness.connection.exchangeStarted();
        harness.connection.exchangeEnded();
    }
}
