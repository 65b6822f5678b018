package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where calls run and where their outcomes arrive. */
class UpstreamThreadsIT {

    private static final Vertx PROGRAM = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));

    @RegisterExtension
    static final PenstockUnderTest RUNNING = new PenstockUnderTest();

    @AfterAll
    static void closeProgram() {
        Await.get(PROGRAM.close());
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER"})
    void call_fromAContext_completesOnIt(ThreadingModel model) {
        assertThat(inContextOf(
                        PROGRAM, model, () -> RUNNING.upstream().get("/items/1").map(answer -> Vertx.currentContext())))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER"})
    void stream_fromAContext_runsAllHandlersOnIt(ThreadingModel model) {
        assertThat(inContextOf(
                        PROGRAM,
                        model,
                        () -> RUNNING.upstream().stream(UpstreamRequest.get("/bytes/1000000"))
                                .compose(UpstreamThreadsIT::contextOfHandlers)))
                .isTrue();
    }

    @Test
    void failure_inAContext_arrivesOnIt() {
        assertThat(inContextOf(
                        PROGRAM,
                        ThreadingModel.EVENT_LOOP,
                        () -> RUNNING.upstream()
                                .get("no slash")
                                .transform(refused -> Future.succeededFuture(Vertx.currentContext()))))
                .isTrue();
    }

    @Test
    void call_fromAPlainThread_completesOnAnEventLoopOfPenstocks() {
        Promise<Boolean> onLoop = Promise.promise();

        // Slow, so that it is not complete before it has a listener, who would then be told on this thread.
        RUNNING.upstream().get("/slow/300").onComplete(answer -> onLoop.complete(Context.isOnEventLoopThread()));

        assertThat(Await.get(onLoop.future())).isTrue();
        assertThat(Vertx.currentContext()).isNull();
    }

    @Test
    void call_fromAnEventLoopThatPenstockUses_staysOnIt() {
        Penstock penstock = Await.get(Penstock.startServer(
                PROGRAM,
                PenstockOptions.builder()
                        .port(0)
                        .adminPort(0)
                        .set("server.eventLoops", "2")
                        .upstream("demo", RUNNING.demo().url())
                        .build()));

        assertThat(inContextOf(PROGRAM, ThreadingModel.EVENT_LOOP, () -> {
                    Context home = Vertx.currentContext();
                    Thread thread = Thread.currentThread();
                    return penstock.upstream("demo")
                            .get("/items/1")
                            .map(answer -> Thread.currentThread() == thread ? home : null);
                }))
                .isTrue();
        Await.get(penstock.close());
    }

    /** Whether an action that starts in a verticle's context ends in that context. */
    private static boolean inContextOf(Vertx vertx, ThreadingModel model, Supplier<Future<Context>> action) {
        Promise<Boolean> same = Promise.promise();
        Deployable verticle = new Deployable() {
            @Override
            public Future<?> deploy(Context context) {
                action.get().map(ended -> ended == context).onComplete(same);
                return Future.succeededFuture();
            }

            @Override
            public Future<?> undeploy(Context context) {
                return Future.succeededFuture();
            }
        };
        String id = Await.get(vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(model)));
        boolean result = Await.get(same.future());
        Await.get(vertx.undeploy(id));
        return result;
    }

    private static Future<Context> contextOfHandlers(UpstreamStream stream) {
        Promise<Context> one = Promise.promise();
        Set<Context> seen = new HashSet<>();
        seen.add(Vertx.currentContext());
        stream.exceptionHandler(one::fail)
                .endHandler(end -> {
                    seen.add(Vertx.currentContext());
                    one.complete(seen.size() == 1 ? Vertx.currentContext() : null);
                })
                .handler(chunk -> seen.add(Vertx.currentContext()));
        return one.future();
    }
}
