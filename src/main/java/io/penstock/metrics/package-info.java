/** Recorders over primitives that the request path calls, and their Micrometer adapter. */
@NullMarked
package io.penstock.metrics;

import org.jspecify.annotations.NullMarked;
