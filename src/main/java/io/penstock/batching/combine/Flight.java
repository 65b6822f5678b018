package io.penstock.batching.combine;

import io.netty.buffer.ByteBuf;
import io.penstock.batching.DecodedAnswer;
import io.penstock.error.CancelledException;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.HeldAnswer;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who departed together, and the one request that goes out for them. Confined to the event loop from which it departs; its
 * members may be on others. A member that leaves is forgotten, and the last one to leave ends the call at the upstream.
 *
 * <p>It lands exactly once, before anybody gets an answer: when its own answer is whole, or will not come. Where it takes two halves
 * or single requests to go on, the landing is theirs.
 */
final class Flight implements Outcome, Answer.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(Flight.class);
    private static final int FIRST_ERROR = 400;

    /** One of its ids is no good, or not for this caller, or there are too many. */
    private static final Set<Integer> OF_ITS_IDS = Set.of(400, 403, 413, 414, 422);

    /** There are no batches, or not in this form, whichever ids they ask for. */
    private static final Set<Integer> OF_EVERY_BATCH = Set.of(404, 405, 406, 410, 411, 415, 431, 501);

    private static final int CHUNK = 64 * 1024;

    private final CombiningStage stage;
    private final Gatherer<Member> gatherer;
    private final @Nullable Halves halves;

    /** Those who want an answer, by what they ask for: some ask for the same. */
    private final Map<String, List<Member>> members = new LinkedHashMap<>();

    private final List<Member> departing;
    private final List<Single> singles = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable Exchange exchange;
    private @Nullable Answer answer;
    private boolean over;

    /**
     * A flight that has not taken off.
     *
     * @param halves what it is a half of; null where it is whole
     */
    Flight(CombiningStage stage, Gatherer<Member> gatherer, List<Member> departing, @Nullable Halves halves) {
        this.stage = stage;
        this.gatherer = gatherer;
        this.departing = departing;
        this.halves = halves;
    }

    /** Takes off. */
    void start() {
        for (Member member : departing) {
            if (member.board(this)) {
                List<Member> same = members.computeIfAbsent(member.single().id(), id -> new ArrayList<>(1));
                if (same.isEmpty()) {
                    singles.add(member.single());
                }
                same.add(member);
            }
        }
        if (singles.size() > 1) {
            send();
        } else if (singles.isEmpty()) {
            land();
        } else {
            flySingly();
        }
    }

    private void send() {
        Combiner.Combined combined = stage.combining().combiner().combine(singles);
        Exchange first = present().get(0).exchange();
        Exchange batch = new Exchange(
                first.route(),
                stage.wheel(),
                combined.method(),
                combined.target(),
                fields(first, combined),
                RequestBody.of(combined.body()));
        batch.limitWait(first.maxWaitLeftNanos());
        batch.limitTotal(first.totalLeftNanos());
        present().forEach(member -> batch.alsoFor(member.exchange()));
        exchange = batch;
        stage.combining().recorder().sent(present().size());
        stage.next().run(batch, this);
    }

    private static MultiMap fields(Exchange first, Combiner.Combined combined) {
        MultiMap fields = HttpHeaders.headers().addAll(first.headers());
        fields.set(HttpHeaders.ACCEPT_ENCODING, DecodedAnswer.ACCEPTED);
        fields.remove("Idempotency-Key");
        if (combined.body().length() > 0) {
            fields.set(HttpHeaders.CONTENT_TYPE, "application/json");
            fields.set(
                    HttpHeaders.CONTENT_LENGTH, Integer.toString(combined.body().length()));
        }
        return fields;
    }

    /** One of its members wants nothing any more, as it says on its own event loop. */
    void left(Member member) {
        stage.loop().execute(() -> {
            List<Member> same = members.get(member.single().id());
            if (over || same == null || !same.remove(member) || !present().isEmpty()) {
                return;
            }
            if (answer != null) {
                end();
                answer.cancel();
                land();
            } else if (exchange != null) {
                exchange.leave(new CancelledException(Problem.CANCELLED, "all callers left"));
            }
        });
    }

    private List<Member> present() {
        return members.values().stream().flatMap(List::stream).toList();
    }

    private void land() {
        stage.landed(gatherer);
    }

    /** Nobody who leaves from now on changes anything. */
    private void end() {
        over = true;
    }

    @Override
    public void failed(PenstockException failure) {
        end();
        land();
        present().forEach(member -> member.fail(stage, failure));
    }

    @Override
    public void answered(Answer arrived) {
        answer = arrived;
        if (present().isEmpty()) {
            end();
            arrived.cancel();
            land();
            return;
        }
        int status = arrived.status();
        if (OF_ITS_IDS.contains(status)) {
            end();
            HeldAnswer.discard(arrived, stage.wheel());
            divide(status);
        } else if (OF_EVERY_BATCH.contains(status) || (status >= 300 && status < FIRST_ERROR)) {
            end();
            HeldAnswer.discard(arrived, stage.wheel());
            rest("the upstream answered a batch with " + status);
        } else {
            read(arrived);
        }
    }

    private void read(Answer arrived) {
        Answer decoded;
        try {
            // The bound for what is read here is looked at with each chunk.
            decoded = DecodedAnswer.of(arrived, stage.combining().maxAnswer() + CHUNK);
        } catch (NetworkException unknown) {
            end();
            HeldAnswer.discard(arrived, stage.wheel());
            rest("an answer in an encoding that was not asked for; expected one of " + DecodedAnswer.ACCEPTED);
            return;
        }
        answer = decoded;
        decoded.read(this);
    }

    @Override
    public void data(ByteBuf chunk) {
        byte[] bytes = new byte[chunk.readableBytes()];
        chunk.readBytes(bytes);
        chunk.release();
        if (over) {
            return;
        }
        body.writeBytes(bytes);
        long most = stage.combining().maxAnswer();
        if (body.size() > most) {
            end();
            answer().cancel();
            LOG.warn(
                    "{}: the answer to a batch of {} is larger than {} bytes; expected at most that (maxAnswer), so its requests go by themselves",
                    name(),
                    singles.size(),
                    most);
            stage.combining().caution().atMost(larger(singles.size()));
            fallBack();
        }
    }

    @Override
    public void end(MultiMap trailers) {
        if (over) {
            return;
        }
        end();
        if (answer().status() >= FIRST_ERROR) {
            giveError();
            return;
        }
        List<Part> parts;
        try {
            parts = split();
        } catch (UnsplittableException e) {
            rest(e.detail());
            return;
        }
        if (halves != null) {
            halves.passed();
        }
        land();
        give(parts);
    }

    @Override
    public void broken(PenstockException failure) {
        if (!over) {
            failed(failure);
        }
    }

    private List<Part> split() {
        String type = answer().headers().get(HttpHeaders.CONTENT_TYPE);
        return stage.combining().splitter().split(body.toByteArray(), type, singles);
    }

    private void give(List<Part> parts) {
        MultiMap common = AnswerFields.common(answer().headers());
        int uncertain = 0;
        for (int i = 0; i < parts.size(); i++) {
            List<Member> same = members.getOrDefault(singles.get(i).id(), List.of());
            Part part = parts.get(i);
            if (part instanceof Part.Item item) {
                uncertain += give(item, same, common);
            } else if (part == Part.Lack.MISSING) {
                same.forEach(member -> member.missing(stage));
            } else {
                uncertain += same.size();
                same.forEach(member -> member.goAlone(stage));
            }
        }
        if (uncertain > 0) {
            stage.combining().recorder().fellBack(uncertain);
        }
    }

    /** Gives an item to all who asked for it, or to the first alone; how many have to ask for themselves. */
    private int give(Part.Item item, List<Member> same, MultiMap common) {
        int receiving = item.setsCookie() ? Math.min(1, same.size()) : same.size();
        same.subList(0, receiving).forEach(member -> member.give(stage, answer().version(), common, item));
        same.subList(receiving, same.size()).forEach(member -> member.goAlone(stage));
        return same.size() - receiving;
    }

    /** Each has the batch's error as its own. */
    private void giveError() {
        MultiMap common = AnswerFields.common(answer().headers());
        MultiMap own = HttpHeaders.headers();
        String type = answer().headers().get(HttpHeaders.CONTENT_TYPE);
        if (type != null) {
            own.set(HttpHeaders.CONTENT_TYPE, type);
        }
        Part.Item error = new Part.Item(answer().status(), own, body.toByteArray());
        land();
        present().forEach(member -> member.give(stage, answer().version(), common, error));
    }

    /** Refused as a whole: too much at once, or one of its ids is no good. */
    private void divide(int status) {
        Caution caution = stage.combining().caution();
        int larger = larger(singles.size());
        if (status == 413 || status == 414) {
            caution.atMost(larger);
        }
        stage.combining().recorder().halved();
        List<Member> first = new ArrayList<>();
        List<Member> second = new ArrayList<>();
        for (int i = 0; i < singles.size(); i++) {
            (i < larger ? first : second)
                    .addAll(members.getOrDefault(singles.get(i).id(), List.of()));
        }
        Halves both = new Halves(caution, larger);
        gatherer.divided();
        new Flight(stage, gatherer, first, both).start();
        new Flight(stage, gatherer, second, both).start();
    }

    private static int larger(int count) {
        return (count + 1) / 2;
    }

    /** Goes on singly, and has the route go on so for a while. */
    private void rest(String why) {
        if (!stage.combining().caution().rests()) {
            LOG.warn("{}: no batches for a while: {}", name(), why);
        }
        stage.combining().caution().noBatches();
        fallBack();
    }

    private void fallBack() {
        stage.combining().recorder().fellBack(present().size());
        land();
        present().forEach(member -> member.goAlone(stage));
    }

    /** Has each member ask for itself; the first one's call is the flight. */
    private void flySingly() {
        List<Member> present = present();
        present.get(0).flyAlone(stage, halves);
        present.subList(1, present.size()).forEach(member -> member.goAlone(stage));
    }

    private String name() {
        Exchange batch = exchange;
        return batch == null
                ? ""
                : batch.route().upstream() + ": " + batch.route().pattern();
    }

    private Answer answer() {
        if (answer == null) {
            throw new IllegalStateException("a body only flows after its head");
        }
        return answer;
    }
}
