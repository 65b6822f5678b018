/** The only way to the clock and to timers: a monotonic ticker and a deadline wheel per event loop. */
@NullMarked
package io.penstock.time;

import org.jspecify.annotations.NullMarked;
