/** Batching: similar requests that arrive together become one, whose answer is split among them. */
@NullMarked
package io.penstock.batching.combine;

import org.jspecify.annotations.NullMarked;
