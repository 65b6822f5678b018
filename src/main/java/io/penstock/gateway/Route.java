package io.penstock.gateway;

import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;

/**
 * What happens to the requests that a pattern matches, on one event loop.
 *
 * @param settings the settings in force
 * @param path the outermost stage of its path
 */
record Route(RouteSettings settings, Stage path) {}
