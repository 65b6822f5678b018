/** Calls that have no hope are not made: the circuit breaker of an upstream. */
@NullMarked
package io.penstock.resilience.breaker;

import org.jspecify.annotations.NullMarked;
