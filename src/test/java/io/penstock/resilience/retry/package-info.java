/** Tests of sending requests again. */
@NullMarked
package io.penstock.resilience.retry;

import org.jspecify.annotations.NullMarked;
