package io.penstock.batching.pages;

import io.netty.buffer.Unpooled;
import io.penstock.config.PagingStyle;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An upstream with one collection, in any style, whose answers come bit by bit in whatever order the test's random numbers
 * say. Confined to the test's thread.
 */
final class PagedSource implements Stage {

    final List<String> targets = new ArrayList<>();
    private final PagingStyle style;
    final List<String> items;
    private final int size;
    private final Random random;
    private final List<Runnable> tasks = new ArrayList<>();
    int failAtCall = -1;
    int breakAtCall = -1;
    long total;
    int open;
    int mostInFlight;
    private int inFlight;

    PagedSource(PagingStyle style, List<String> items, int size, Random random) {
        this.style = style;
        this.items = items;
        this.size = size;
        this.random = random;
        this.total = items.size();
    }

    /** Does one of the things that are to be done; false where there is none. */
    boolean step() {
        if (tasks.isEmpty()) {
            return false;
        }
        tasks.remove(random.nextInt(tasks.size())).run();
        return true;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        int call = targets.size();
        targets.add(exchange.target());
        inFlight++;
        mostInFlight = Math.max(mostInFlight, inFlight);
        boolean[] gone = {false};
        exchange.onCancel(cause -> {
            gone[0] = true;
            outcome.failed(cause);
        });
        tasks.add(() -> {
            if (gone[0]) {
                return;
            }
            exchange.onCancel(null);
            if (call == failAtCall) {
                outcome.failed(new NetworkException(Problem.CONNECTION_LOST, "lost; expected an answer", false));
            } else {
                outcome.answered(new Page(exchange.target(), call == breakAtCall));
            }
        });
    }

    private int start(String target) {
        String value = Query.get(target, "at");
        int at = value == null ? 0 : Integer.parseInt(value);
        return switch (style) {
            case PAGE -> value == null ? 0 : (at - 1) * size;
            case KEYSET -> value == null ? 0 : at + 1;
            default -> at;
        };
    }

    /** A page of items that are numbers or objects with an id. */
    private final class Page implements Answer {

        private final MultiMap headers = HttpHeaders.headers().add("Content-Type", "application/json");
        private final byte[] body;
        private final boolean breaks;
        private @Nullable Reader reader;
        private int sent;
        private boolean paused;
        private boolean over;
        private boolean scheduled;

        Page(String target, boolean breaks) {
            this.breaks = breaks;
            int from = Math.min(start(target), items.size());
            int to = Math.min(from + size, items.size());
            String next = to < items.size() ? "/things?at=" + to : null;
            if (style == PagingStyle.LINK && next != null) {
                headers.add("Link", "<" + next + ">; rel=\"next\"");
            }
            String named = style == PagingStyle.URL ? next : to < items.size() ? Integer.toString(to) : null;
            String beside = "\"next\":" + (named == null ? "null" : "\"" + named + "\"") + ",\"total\":" + total;
            String list = "\"data\":[" + String.join(", ", items.subList(from, to)) + "]";
            String text = random.nextBoolean() ? "{" + beside + "," + list + "}" : "{" + list + "," + beside + "}";
            body = text.getBytes(StandardCharsets.UTF_8);
            open++;
        }

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public MultiMap headers() {
            return headers;
        }

        @Override
        public void read(Reader receiver) {
            reader = receiver;
            schedule();
        }

        private void schedule() {
            if (!scheduled && !paused && !over) {
                scheduled = true;
                tasks.add(this::send);
            }
        }

        private void send() {
            scheduled = false;
            Reader to = reader;
            if (over || paused || to == null) {
                return;
            }
            if (sent == body.length || (breaks && sent > body.length / 2)) {
                over = true;
                open--;
                inFlight--;
                if (breaks) {
                    to.broken(broken());
                } else {
                    to.end(HttpHeaders.headers());
                }
                return;
            }
            int end = Math.min(body.length, sent + 1 + random.nextInt(40));
            byte[] piece = Arrays.copyOfRange(body, sent, end);
            sent = end;
            to.data(
                    random.nextBoolean()
                            ? Unpooled.wrappedBuffer(piece)
                            : Unpooled.directBuffer().writeBytes(piece));
            schedule();
        }

        private PenstockException broken() {
            return new NetworkException(Problem.CONNECTION_LOST, "lost; expected the rest", false);
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
            schedule();
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                open--;
            }
        }
    }
}
