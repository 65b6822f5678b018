/** Fewer calls and larger answers: what its features share, such as when requests are alike. */
@NullMarked
package io.penstock.batching;

import org.jspecify.annotations.NullMarked;
