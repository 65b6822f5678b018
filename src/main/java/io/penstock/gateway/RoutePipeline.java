package io.penstock.gateway;

import io.penstock.batching.pages.PageWalkStage;
import io.penstock.exchange.Stage;
import io.penstock.memory.MemoryStage;
import io.penstock.resilience.breaker.BreakerStage;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.deadline.TotalDeadlineStage;
import io.penstock.resilience.fallback.FallbackStage;
import io.penstock.resilience.hedge.HedgeStage;
import io.penstock.resilience.retry.RetryStage;

/**
 * The path of a route's exchanges, read from top to bottom; {@code docs/life-of-a-request.md} tells it in full.
 *
 * <pre>
 * observe                  times and counts the exchange
 *   memory                 refuses what is not urgent while memory is short; only where memory is watched
 *     total deadline       ends it where no head has come in time
 *       fallback           answers in the upstream's place where it cannot; only where the route says so
 *         page walk        asks for page after page where the caller wants all items; each page goes on by itself
 *           batch          lets similar requests go out as one; only where the route says how
 *             coalesce     lets identical requests share one call
 *               retry      repeats what a dead connection left undone, and what may pass and is harmless to repeat
 *                 hedge    sends a slow read once more; only where the route says so
 *                   breaker      refuses at once while it is open; after the credential where each caller has one
 *                     credential signs the request where it is configured to, and has a refused token replaced
 *                       transport  leases a connection, asks limits and breaker, sends, hands on the answer
 * </pre>
 */
final class RoutePipeline {

    private RoutePipeline() {}

    /** Nests the stages of a route on one event loop. */
    static Stage assemble(RouteParts parts, LoopEnds loop) {
        Stage transport = loop.transport().through(parts.gate());
        Stage hedge = hedged(guarded(transport, parts, loop), parts, loop);
        Stage retry = new RetryStage(hedge, parts.retry(), loop.budget());
        Stage shared = parts.sharing() == null ? retry : parts.sharing().before(retry, loop.executor());
        Stage combined = parts.combining() == null ? shared : parts.combining().stage(shared, loop.executor());
        Stage walk = walked(combined, parts);
        Stage fallback = replaced(walk, parts, loop);
        Stage deadline = new TotalDeadlineStage(fallback);
        Stage memory = parts.memory() == null ? deadline : new MemoryStage(deadline, parts.memory());
        return new ObserveStage(memory, parts.recorder(), parts.retry().events());
    }

    private static Stage guarded(Stage next, RouteParts parts, LoopEnds loop) {
        UpstreamBreaker breaker = parts.breaker();
        if (breaker == null) {
            return signed(next, parts, loop);
        }
        // What signs a request may tell whose breaker it meets.
        return breaker.keyed()
                ? signed(new BreakerStage(next, breaker), parts, loop)
                : new BreakerStage(signed(next, parts, loop), breaker);
    }

    private static Stage signed(Stage next, RouteParts parts, LoopEnds loop) {
        return parts.signing() == null ? next : parts.signing().before(next, loop.credentials());
    }

    private static Stage hedged(Stage next, RouteParts parts, LoopEnds loop) {
        return parts.hedge().enabled()
                ? new HedgeStage(
                        next, parts.hedge(), loop.budget(), parts.retry().recorder())
                : next;
    }

    private static Stage walked(Stage next, RouteParts parts) {
        Walking walking = parts.walking();
        return walking == null
                ? next
                : new PageWalkStage(
                        next,
                        new TotalDeadlineStage(next),
                        walking.plan(),
                        walking.book(),
                        walking.figures(),
                        walking.pressure());
    }

    private static Stage replaced(Stage next, RouteParts parts, LoopEnds loop) {
        if (parts.fallback() == null || loop.alternatives() == null) {
            return next;
        }
        String other = parts.fallback().upstream();
        return new FallbackStage(
                next,
                parts.fallback(),
                other == null ? null : loop.alternatives().apply(other));
    }
}
