package io.penstock.gateway;

import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import io.penstock.exchange.WalkResumption;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Reads where a caller wants a page walk to go on: {@code Penstock-Resume} with {@code Penstock-Received}. */
public final class ResumeFields {

    private static final CharSequence RESUME = HttpHeaders.createOptimized("penstock-resume");
    private static final CharSequence RECEIVED = HttpHeaders.createOptimized("penstock-received");

    private ResumeFields() {}

    /**
     * What the fields of a request say.
     *
     * @return null where they ask for no resumption
     * @throws BadRequestException where they cannot be understood
     */
    public static @Nullable WalkResumption read(MultiMap fields) {
        String walk = fields.get(RESUME);
        if (walk == null) {
            return null;
        }
        String received = fields.get(RECEIVED);
        if (received == null || !received.strip().matches("[0-9]{1,18}")) {
            throw new BadRequestException(
                    Problem.BAD_REQUEST,
                    "Penstock-Resume without a number in Penstock-Received; expected that of the items received");
        }
        return new WalkResumption(walk.strip(), Long.parseLong(received.strip()));
    }
}
