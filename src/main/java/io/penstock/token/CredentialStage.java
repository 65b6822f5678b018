package io.penstock.token;

import io.penstock.config.CallerAuthorization;
import io.penstock.error.BadRequestException;
import io.penstock.error.CredentialException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.HeldAnswer;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Signer;
import io.penstock.exchange.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Signs an upstream's requests. A call without a valid token waits for one where it is being fetched, and fails at once
 * where none will come soon. A 401 has the token refreshed once, whoever asks, and the request sent once more with the newest
 * token where its body can be read again; the answer to that is handed on, whatever it is. Stands next to the transport,
 * which leads to the upstream's own origin and nowhere else. Confined to the event loop of its credential.
 */
public final class CredentialStage implements Stage {

    private final Stage next;
    private final LoopCredential credential;
    private final CallerAuthorization callers;
    private final Refusal refusal;

    /**
     * Puts the signing before what follows.
     *
     * @param callers what becomes of a caller's own credentials
     * @param refusal how the upstream says that a token is no good
     */
    public CredentialStage(Stage next, LoopCredential credential, CallerAuthorization callers, Refusal refusal) {
        this.next = next;
        this.credential = credential;
        this.callers = callers;
        this.refusal = refusal;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        TokenSnapshot newest = credential.use();
        if (callers != CallerAuthorization.REPLACE && !exchange.signed() && callerSigned(exchange, newest)) {
            if (callers == CallerAuthorization.PASS) {
                next.run(exchange, outcome);
            } else {
                outcome.failed(new BadRequestException(
                                Problem.BAD_REQUEST,
                                "credentials in the request; expected none, "
                                        + exchange.route().upstream() + " is signed with " + credential.name())
                        .at(exchange.origin()));
            }
            return;
        }
        new Signed(exchange, outcome).start(newest);
    }

    private static boolean callerSigned(Exchange exchange, @Nullable TokenSnapshot newest) {
        Signature signature = newest == null ? null : newest.signature();
        return signature == null ? exchange.headers().contains("authorization") : signature.sentByCaller(exchange);
    }

    /** One exchange on its way through. */
    private final class Signed implements Outcome, Signer, Exchange.Cancellation, LoopCredential.Waiter {

        private final Exchange exchange;
        private final Outcome outcome;
        private @Nullable TokenSnapshot used;
        private LoopCredential.@Nullable Waiting place;
        private long waitStartedNanos;
        private boolean replayed;
        private boolean awaitsBody;

        Signed(Exchange exchange, Outcome outcome) {
            this.exchange = exchange;
            this.outcome = outcome;
        }

        void start(@Nullable TokenSnapshot newest) {
            if (newest != null) {
                send(newest);
            } else {
                await(TokenKeeper.NONE);
            }
        }

        private void send(TokenSnapshot newest) {
            put(newest);
            exchange.signWith(this);
            next.run(exchange, this);
        }

        private void put(TokenSnapshot newest) {
            used = newest;
            Signature signature = newest.signature();
            if (signature != null) {
                signature.apply(exchange);
            }
        }

        @Override
        public void sign(Exchange sending) {
            TokenSnapshot newest = credential.use();
            TokenSnapshot before = used;
            if (newest == null) {
                sending.cancel(credential.unavailable().at(sending.origin()));
            } else if (before == null || newest.generation() != before.generation()) {
                put(newest);
            }
        }

        private void await(long newerThan) {
            PenstockException ended = exchange.cancelledBy();
            if (ended != null) {
                outcome.failed(ended);
                return;
            }
            waitStartedNanos = now();
            exchange.onCancel(this);
            LoopCredential.Waiting taken = credential.await(newerThan, exchange.maxWaitLeftNanos(), this);
            place = taken;
            if (taken != null) {
                credential.recorder().waiting();
            }
        }

        @Override
        public void granted(TokenSnapshot newest) {
            waitEnded();
            send(newest);
        }

        @Override
        public void refused(CredentialException reason) {
            waitEnded();
            outcome.failed(reason.at(exchange.origin()));
        }

        @Override
        public void cancelled(PenstockException cause) {
            LoopCredential.Waiting left = place;
            if (left != null) {
                credential.leave(left);
            }
            waitEnded();
            outcome.failed(cause);
        }

        private void waitEnded() {
            place = null;
            exchange.onCancel(null);
            exchange.waited(now() - waitStartedNanos);
        }

        @Override
        public void answered(Answer answer) {
            switch (refusal.judge(answer)) {
                case ACCEPTED -> accepted(answer);
                case REFUSED -> tokenRefused(answer);
                case READ_BODY -> readBody(answer);
            }
        }

        private void readBody(Answer answer) {
            awaitsBody = true;
            HeldAnswer reading = HeldAnswer.hold(answer, held -> {
                awaitsBody = false;
                exchange.onCancel(null);
                if (refusal.tells(held, held.beginning())) {
                    tokenRefused(held);
                } else {
                    accepted(held);
                }
            });
            if (awaitsBody) {
                // The attempt has done its part with the head: nothing else would end the wait.
                exchange.onCancel(cause -> {
                    reading.cancel();
                    outcome.failed(cause.at(exchange.origin()));
                });
            }
        }

        private void accepted(Answer answer) {
            if (replayed) {
                credential.recorder().cured();
            }
            outcome.answered(answer);
        }

        private void tokenRefused(Answer answer) {
            TokenSnapshot sent = used;
            if (sent == null || !credential.managed()) {
                outcome.answered(answer);
            } else if (replayed) {
                credential.survived(sent.generation());
                outcome.answered(answer);
            } else if (exchange.cancelledBy() != null
                    || !exchange.body().readable()
                    || !credential.curable(sent.generation())) {
                credential.refused(sent.generation());
                outcome.answered(answer);
            } else {
                replay(answer, sent.generation());
            }
        }

        private void replay(Answer answer, long refused) {
            replayed = true;
            if (exchange.uploading()) {
                // The body is about to be read again from its start: by one reader only.
                answer.cancel();
            } else if (answer instanceof HeldAnswer) {
                answer.cancel();
            } else {
                HeldAnswer.discard(answer, exchange.wheel());
            }
            await(refused);
        }

        @Override
        public void failed(PenstockException failure) {
            outcome.failed(failure);
        }

        private long now() {
            return exchange.wheel().ticker().nanos();
        }
    }
}
