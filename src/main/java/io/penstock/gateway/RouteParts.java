package io.penstock.gateway;

import io.penstock.config.HedgeConfig;
import io.penstock.metrics.RouteRecorder;
import io.penstock.resilience.retry.RetryRules;

/**
 * What the stages of a route go by, the same on every event loop.
 *
 * @param recorder counts and times its exchanges
 * @param retry when a request is sent again
 * @param hedge when a read is sent twice
 */
record RouteParts(RouteRecorder recorder, RetryRules retry, HedgeConfig hedge) {}
