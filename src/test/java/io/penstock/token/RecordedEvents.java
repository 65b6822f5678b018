package io.penstock.token;

import io.vertx.core.eventbus.EventBus;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event bus that keeps the token events that are published on it and delivers nothing. */
final class RecordedEvents {

    final List<TokenEvent> events = new ArrayList<>();

    EventBus bus() {
        return (EventBus)
                Proxy.newProxyInstance(EventBus.class.getClassLoader(), new Class<?>[] {EventBus.class}, this::called);
    }

    /** The types of the events so far, in order. */
    List<TokenEvent.Type> types() {
        return events.stream().map(TokenEvent::type).toList();
    }

    long count(TokenEvent.Type type) {
        return types().stream().filter(type::equals).count();
    }

    private Object called(Object proxy, Method method, Object @Nullable [] arguments) {
        if (method.getName().equals("publish") && arguments != null) {
            TokenEvent event = (TokenEvent) arguments[1];
            if (!TokenEvent.address(event.credential()).equals(arguments[0])) {
                throw new AssertionError(event + " is published on " + arguments[0]);
            }
            events.add(event);
        }
        return proxy;
    }
}
