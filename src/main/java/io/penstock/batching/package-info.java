/** Fewer calls and larger answers: what its features share, such as when requests are alike, and how JSON is read. */
@NullMarked
package io.penstock.batching;

import org.jspecify.annotations.NullMarked;
