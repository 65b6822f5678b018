package io.penstock.batching.pages;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What a page said beside its items. Where it has not been read to its end, its items are not known yet.
 *
 * @param headers the fields of its head
 * @param next the next URL or the cursor; null where it named none
 * @param hasMore whether it said that there are more; null where it did not say
 * @param total how many items it said there are in all; negative where it did not say
 * @param items how many items it had
 * @param soFar how many items the walk has seen with it
 * @param lastItem its last item; empty where it had none, or nobody asks for it
 */
record PageFacts(
        MultiMap headers,
        @Nullable String next,
        @Nullable Boolean hasMore,
        long total,
        long items,
        long soFar,
        Buffer lastItem) {}
