/** Tests of the clock and the deadline wheel. */
@NullMarked
package io.penstock.exchange;

import org.jspecify.annotations.NullMarked;
