/** Sending a read once more beside an attempt that takes long. */
@NullMarked
package io.penstock.resilience.hedge;

import org.jspecify.annotations.NullMarked;
