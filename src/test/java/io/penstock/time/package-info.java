/** Tests of the clock and the deadline wheel. */
@NullMarked
package io.penstock.time;

import org.jspecify.annotations.NullMarked;
