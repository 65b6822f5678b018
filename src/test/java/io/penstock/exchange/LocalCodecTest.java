package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalCodecTest {

    private final Vertx vertx = Vertx.vertx();

    private record News(String text) {}

    private record OtherNews(String text) {}

    @AfterEach
    void close() {
        Await.get(vertx.close());
    }

    @Test
    void message_arrivesAsTheVeryObject() {
        News sent = new News("hello");
        Promise<News> received = Promise.promise();
        vertx.eventBus().<News>localConsumer("news", message -> received.complete(message.body()));

        vertx.eventBus().publish("news", sent, LocalCodec.register(vertx.eventBus(), News.class));

        assertThat(Await.get(received.future())).isSameAs(sent);
    }

    @Test
    void registeredTwice_isStillThere() {
        DeliveryOptions first = LocalCodec.register(vertx.eventBus(), News.class);
        DeliveryOptions second = LocalCodec.register(vertx.eventBus(), News.class);

        assertThat(second.getCodecName()).isEqualTo(first.getCodecName());
    }

    @Test
    void types_haveCodecsOfTheirOwn() {
        assertThat(LocalCodec.register(vertx.eventBus(), News.class).getCodecName())
                .isNotEqualTo(
                        LocalCodec.register(vertx.eventBus(), OtherNews.class).getCodecName());
    }

    @Test
    void options_keepMessagesInTheProcess() {
        DeliveryOptions options = LocalCodec.register(vertx.eventBus(), News.class);

        assertThat(options.isLocalOnly()).isTrue();
    }
}
