/** Tests of the memory guard. */
@NullMarked
package io.penstock.memory;

import org.jspecify.annotations.NullMarked;
