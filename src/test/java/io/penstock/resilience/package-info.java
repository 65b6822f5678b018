/** Tests of what the parts of resilience share. */
@NullMarked
package io.penstock.resilience;

import org.jspecify.annotations.NullMarked;
