package io.penstock.pool;

import io.vertx.core.eventbus.EventBus;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event bus that keeps the connection events that are published on it and delivers nothing. */
final class RecordingBus {

    final List<ConnectionEvent> events = new ArrayList<>();

    EventBus bus() {
        return (EventBus)
                Proxy.newProxyInstance(EventBus.class.getClassLoader(), new Class<?>[] {EventBus.class}, this::called);
    }

    /** The types of the events so far, in order. */
    List<ConnectionEvent.Type> types() {
        return events.stream().map(ConnectionEvent::type).toList();
    }

    private Object called(Object proxy, Method method, Object @Nullable [] arguments) {
        if (method.getName().equals("publish") && arguments != null) {
            assert ConnectionEvent.ADDRESS.equals(arguments[0]);
            events.add((ConnectionEvent) arguments[1]);
        }
        return proxy;
    }
}
