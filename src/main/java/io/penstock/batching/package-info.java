/** Fewer calls: one for several callers that ask for the same. */
@NullMarked
package io.penstock.batching;

import org.jspecify.annotations.NullMarked;
