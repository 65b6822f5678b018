package io.penstock.gateway;

import io.penstock.config.UpstreamUrl;
import io.penstock.error.ErrorClassifier;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;

/**
 * The way of a call that starts within the process.
 *
 * @param settings the settings of the route that it matches
 * @param path the route's stages, to be run on the event loop that they belong to
 * @param url the upstream's base URL
 * @param classifier what the upstream means by its error answers
 */
public record Call(RouteSettings settings, Stage path, UpstreamUrl url, ErrorClassifier classifier) {}
