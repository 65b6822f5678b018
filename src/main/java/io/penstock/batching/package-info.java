/** Fewer calls to upstreams. Here: when requests are alike, so that one call can serve several callers. */
@NullMarked
package io.penstock.batching;

import org.jspecify.annotations.NullMarked;
