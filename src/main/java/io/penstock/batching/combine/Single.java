package io.penstock.batching.combine;

import java.util.List;

/**
 * What one request contributes to a batch.
 *
 * @param id what it asks for: what an item's key is compared with, unless that is a number in the batch
 * @param alike what the targets of all requests of a batch have in common
 * @param target its path and query below the upstream
 * @param query its query with the question mark, but for a parameter that is a value; empty where nothing is left of it
 * @param values the values of the route's parameters, decoded, in the route's order
 * @param weight the most characters that it adds to the batch
 */
record Single(String id, String alike, String target, String query, List<String> values, int weight) {

    /** Keeps a copy of the values. */
    Single {
        values = List.copyOf(values);
    }
}
