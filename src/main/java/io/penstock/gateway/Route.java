package io.penstock.gateway;

import io.penstock.compression.Compression;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests that a pattern matches, on one event loop.
 *
 * @param settings the settings in force
 * @param path the outermost stage of its path
 * @param compression how its answers are compressed on their way to callers; null where none is
 */
record Route(RouteSettings settings, Stage path, @Nullable Compression compression) {}
