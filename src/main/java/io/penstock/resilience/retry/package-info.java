/** Sending a request again: where that repeats nothing, and where it is worth it and allowed. */
@NullMarked
package io.penstock.resilience.retry;

import org.jspecify.annotations.NullMarked;
