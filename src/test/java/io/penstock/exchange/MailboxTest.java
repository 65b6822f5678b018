package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private static final Runnable ACTION = new Runnable() {
        @Override
        public void run() {
            // Only passed on.
        }
    };

    private final Mailbox mailbox = new Mailbox();

    @Test
    void events_areTakenInOrder_andOneTaskIsAskedFor() {
        ByteBuf bytes = bytes(3);

        assertThat(mailbox.put(ACTION)).isTrue();
        assertThat(mailbox.put(bytes)).isFalse();
        assertThat(mailbox.take(false)).isSameAs(ACTION);
        assertThat(mailbox.take(false)).isSameAs(bytes);
        assertThat(mailbox.take(false)).isNull();
        assertThat(mailbox.put(ACTION)).isTrue();
        bytes.release();
    }

    @Test
    void body_heldBack_keepsItsEnd_butNotABreak() {
        mailbox.put(bytes(3));
        mailbox.put(HttpHeaders.headers());
        assertThat(mailbox.take(true)).isNull();
        assertThat(mailbox.claim()).as("somebody has to take it").isTrue();

        mailbox.dropBody();
        mailbox.close();
        Mailbox broken = new Mailbox();
        ByteBuf lost = bytes(3);
        broken.put(lost);
        broken.dropBody();
        broken.put(ACTION);

        assertThat(broken.take(true)).isSameAs(ACTION);
        assertThat(lost.refCnt()).isZero();
    }

    @Test
    void bytesThatAreNotTaken_makeItOverfullOnce_untilItIsHalfEmpty() {
        mailbox.put(bytes(100 * 1_024));
        assertThat(mailbox.overfull()).isFalse();
        mailbox.put(bytes(100 * 1_024));
        assertThat(mailbox.overfull()).isTrue();
        assertThat(mailbox.overfull()).isFalse();

        release(mailbox.take(false));
        assertThat(mailbox.relieved()).isFalse();
        release(mailbox.take(false));
        assertThat(mailbox.relieved()).isTrue();
        assertThat(mailbox.relieved()).isFalse();
    }

    @Test
    void closed_releasesWhatLiesInIt_andWhatComes() {
        ByteBuf early = bytes(3);
        ByteBuf late = bytes(3);
        mailbox.put(early);

        mailbox.close();
        assertThat(mailbox.put(late)).isFalse();

        assertThat(early.refCnt()).isZero();
        assertThat(late.refCnt()).isZero();
        assertThat(mailbox.take(false)).isNull();
    }

    private static ByteBuf bytes(int length) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(length).writeZero(length);
    }

    private static void release(@Nullable Object event) {
        assertThat(event).isInstanceOf(ByteBuf.class);
        if (event != null) {
            ReferenceCountUtil.release(event);
        }
    }
}
