/** What the features of batching share. */
@NullMarked
package io.penstock.batching;

import org.jspecify.annotations.NullMarked;
