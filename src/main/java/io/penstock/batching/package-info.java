/** Fewer calls and larger answers: what its features share. */
@NullMarked
package io.penstock.batching;

import org.jspecify.annotations.NullMarked;
