/** Fewer calls to upstreams. Here: when requests are alike, so that one call can serve several callers, and how JSON is read. */
@NullMarked
package io.penstock.batching;

import org.jspecify.annotations.NullMarked;
