/** Sending a request again where that repeats nothing. */
@NullMarked
package io.penstock.resilience.retry;

import org.jspecify.annotations.NullMarked;
