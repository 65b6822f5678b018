package io.penstock.gateway;

import io.penstock.error.ErrorClassifier;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;

/**
 * The way of a call that starts within the process.
 *
 * @param settings the settings of the route that it matches
 * @param path the route's stages, to be run on the event loop that they belong to
 * @param basePath what is put before the path that is asked for; empty for nothing
 * @param authority the value of the {@code Host} field; empty where the transport fills it in
 * @param classifier what the upstream means by its error answers
 */
public record Call(RouteSettings settings, Stage path, String basePath, String authority, ErrorClassifier classifier) {}
