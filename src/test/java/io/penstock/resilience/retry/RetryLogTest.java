package io.penstock.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The lines that operators read, word for word. */
class RetryLogTest {

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(220);

    private final Logger logger = (Logger) LoggerFactory.getLogger(RetryStage.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final FakeTicker ticker = new FakeTicker();
    private final RetryLog log = new RetryLog();
    private final Exchange exchange = new Exchange(
            new RouteSettings("crm", "GET /contacts/{id}", 0, 0, 0, 0, 0, 0, 0),
            new DeadlineWheel(ticker, new ManualAlarm(ticker)),
            HttpMethod.GET,
            "/contacts/7?key=secret",
            HttpHeaders.headers(),
            RequestBody.none());

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void retry_isToldWithItsReasonAndItsWait() {
        ticker.advanceMillis(350);

        log.retrying(exchange, 2, 3, PAUSE, "503", true);
        log.retrying(exchange, 3, 3, PAUSE, "connection-lost", false);

        assertThat(lines())
                .containsExactly(
                        "retry 2/3 for crm GET /contacts/{id} after 220 ms (503, 350 ms so far, wait asked by the server)",
                        "retry 3/3 for crm GET /contacts/{id} after 220 ms (connection-lost, 350 ms so far)");
    }

    @Test
    void givingUp_isToldWithAttemptsTimeAndLastError() {
        for (int i = 0; i < 4; i++) {
            exchange.attemptStarted(true);
        }
        ticker.advanceMillis(812);

        log.gaveUp(exchange, "503", NotRetried.ATTEMPTS_EXHAUSTED.label());

        assertThat(lines())
                .containsExactly(
                        "gave up on crm GET /contacts/{id} after 4 attempts and 812 ms: 503 (attempts-exhausted)");
    }

    @Test
    void manyRetries_areTenLinesASecondAndTheNumberLeftOut() {
        for (int i = 0; i < 25; i++) {
            log.retrying(exchange, 1, 3, PAUSE, "503", false);
        }
        assertThat(lines()).hasSize(10);

        ticker.advanceMillis(1_000);
        log.retrying(exchange, 1, 3, PAUSE, "503", false);

        assertThat(lines()).hasSize(11).last().asString().endsWith("; 15 such lines left out before");
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
