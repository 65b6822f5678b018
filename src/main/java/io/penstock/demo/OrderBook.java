package io.penstock.demo;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest 10,000 orders, idempotency keys and client references. Thread-safe: every operation is a few map look-ups
 * under one lock.
 */
final class OrderBook {

    private static final int MAX_KEPT = 10_000;

    private final Map<Long, Order> orders = newest();
    private final Map<String, Order> byKey = newest();
    private final Map<String, Order> byReference = newest();
    private long lastId;
    private long duplicates;

    /** What came of placing an order: a new one, the one that its key already stands for, or a misused key. */
    enum Result {
        CREATED,
        REPLAYED,
        KEY_REUSED
    }

    /**
     * What came of it and the order concerned.
     *
     * @param order the order that was created, or the one that the key stands for
     */
    record Placed(Result result, Order order) {}

    /**
     * Places an order, unless {@code key} stands for an earlier one: then gives that one back, provided that the content
     * is the same. An order created under a reference that another order already has counts as a duplicate.
     */
    synchronized Placed place(@Nullable String key, @Nullable String reference, JsonObject content) {
        Order earlier = key == null ? null : byKey.get(key);
        if (earlier != null) {
            boolean same = earlier.content().equals(content);
            return new Placed(same ? Result.REPLAYED : Result.KEY_REUSED, earlier);
        }
        Order order = new Order(++lastId, reference, content);
        orders.put(order.id(), order);
        if (key != null) {
            byKey.put(key, order);
        }
        if (reference != null && byReference.put(reference, order) != null) {
            duplicates++;
        }
        return new Placed(Result.CREATED, order);
    }

    /** The order of that number; null where there is none, or none any more. */
    synchronized @Nullable Order find(long id) {
        return orders.get(id);
    }

    /** How many orders were created for a reference that already had one. */
    synchronized long duplicates() {
        return duplicates;
    }

    /** Sets the count of duplicates to 0; the orders stay. */
    synchronized void resetDuplicates() {
        duplicates = 0;
    }

    private static <K, V> Map<K, V> newest() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MAX_KEPT;
            }
        };
    }
}
