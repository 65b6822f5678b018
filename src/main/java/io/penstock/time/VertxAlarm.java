package io.penstock.time;

import io.vertx.core.Vertx;

/** An alarm on a Vert.x timer. Confined to the event loop on which {@link #wheel} was called. */
public final class VertxAlarm implements Alarm {

    private final Vertx vertx;
    private Runnable action = () -> {};
    private long timer = -1;

    private VertxAlarm(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A wheel of deadlines driven by timers of the current event loop. */
    public static DeadlineWheel wheel(Vertx vertx, Ticker ticker) {
        VertxAlarm alarm = new VertxAlarm(vertx);
        DeadlineWheel wheel = new DeadlineWheel(ticker, alarm);
        alarm.action = wheel::advance;
        return wheel;
    }

    @Override
    public void set(long delayMillis) {
        if (timer != -1) {
            vertx.cancelTimer(timer);
        }
        timer = vertx.setTimer(Math.max(1, delayMillis), id -> {
            timer = -1;
            action.run();
        });
    }
}
