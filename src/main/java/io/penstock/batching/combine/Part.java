package io.penstock.batching.combine;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What the answer to a batch says to one of its requests. */
sealed interface Part {

    /** An answer of its own. */
    final class Item implements Part {

        private final int status;
        private final MultiMap fields;
        private final byte[] body;

        /**
         * An answer.
         *
         * @param fields its own fields; {@code Content-Type} among them where it has a body
         * @param body its bytes as they stand in the answer to the batch, which nobody changes from now on
         */
        Item(int status, MultiMap fields, byte[] body) {
            this.status = status;
            this.fields = fields;
            this.body = body;
        }

        int status() {
            return status;
        }

        MultiMap fields() {
            return fields;
        }

        byte[] body() {
            return body;
        }

        /** Whether it is for one caller alone, of all who ask for the same. */
        boolean setsCookie() {
            return fields.contains(HttpHeaders.SET_COOKIE) || fields.contains("set-cookie2");
        }
    }

    /** What it says without an item. */
    enum Lack implements Part {
        /** There is no such item. */
        MISSING,
        /** It is not certain what belongs to this request: it must be asked for by itself. */
        UNCERTAIN
    }
}
