/** Tests of the house as a whole. */
@NullMarked
package io.penstock;

import org.jspecify.annotations.NullMarked;
