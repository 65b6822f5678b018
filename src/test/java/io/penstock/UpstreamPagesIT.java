package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.error.CancelledException;
import io.penstock.error.ConfigurationException;
import io.penstock.error.NotFoundException;
import io.penstock.error.ValidationException;
import io.penstock.testing.Await;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UpstreamPagesIT {

    private static final Vertx VERTX = Vertx.vertx();
    private static DemoApi demo;
    private static Penstock penstock;

    @BeforeAll
    static void start() {
        demo = Await.get(DemoApi.start(VERTX, DemoOptions.defaults()));
        penstock = Await.get(Penstock.startServer(PenstockOptions.builder()
                .port(0)
                .set("admin.enabled", "false")
                .upstream("api", demo.url())
                .build()));
    }

    @AfterAll
    static void stop() {
        Await.get(penstock.close());
        Await.get(demo.close());
        Await.get(VERTX.close());
    }

    private static UpstreamPages pages(UpstreamRequest request) {
        return Await.get(penstock.upstream("api").pages(request));
    }

    private static List<Long> ids(UpstreamPages pages) {
        List<Long> ids = new ArrayList<>();
        Promise<List<Long>> all = Promise.promise();
        pages.exceptionHandler(all::tryFail)
                .endHandler(end -> all.complete(ids))
                .jsonHandler(item -> ids.add(((JsonObject) Objects.requireNonNull(item)).getLong("id")));
        return Await.get(all.future());
    }

    @Test
    void items_areAllThere() {
        assertThat(ids(pages(UpstreamRequest.get("/collections/link?count=250"))))
                .isEqualTo(LongStream.rangeClosed(1, 250).boxed().toList());
    }

    @Test
    void items_fetchedOneByOne_comeOneByOne() {
        List<String> items = new CopyOnWriteArrayList<>();
        UpstreamPages pages = pages(UpstreamRequest.get("/collections/link?count=250"));
        pages.pause().handler(item -> items.add(item.toString()));
        pages.fetch(2);
        Await.until("two items", () -> items.size() == 2);
        assertThat(items.get(1)).startsWith("{\"id\":2,");
        pages.cancel();
    }

    @Test
    void walk_thatIsCancelled_fails() {
        UpstreamPages pages = pages(UpstreamRequest.get("/collections/link?endless=true"));
        Promise<Void> failed = Promise.promise();
        pages.exceptionHandler(failed::fail).handler(item -> pages.cancel());
        assertThatThrownBy(() -> Await.get(failed.future())).hasRootCauseInstanceOf(CancelledException.class);
    }

    @Test
    void walk_resumed_hasTheRest() {
        UpstreamPages first = pages(UpstreamRequest.get("/collections/link?count=250"));
        String walk = Objects.requireNonNull(first.walk());
        first.cancel();
        assertThat(ids(pages(UpstreamRequest.get("/collections/link?count=250")
                        .withHeader("Penstock-Resume", walk)
                        .withHeader("Penstock-Received", "120"))))
                .isEqualTo(LongStream.rangeClosed(121, 250).boxed().toList());
        assertThatThrownBy(() -> pages(UpstreamRequest.get("/collections/link?count=99")
                        .withHeader("Penstock-Resume", walk)
                        .withHeader("Penstock-Received", "1")))
                .hasRootCauseInstanceOf(NotFoundException.class);
    }

    @Test
    void answer_thatLeadsToNoWalk_fails() {
        assertThatThrownBy(() -> pages(UpstreamRequest.get("/items/7")))
                .hasRootCauseInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> pages(UpstreamRequest.get("/status/422")))
                .hasRootCauseInstanceOf(ValidationException.class);
    }
}
