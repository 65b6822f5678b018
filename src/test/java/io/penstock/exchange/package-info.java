/** Tests of what features share. */
@NullMarked
package io.penstock.exchange;

import org.jspecify.annotations.NullMarked;
