/** Commands, wiring, and the order in which things start and stop. */
@NullMarked
package io.penstock.app;

import org.jspecify.annotations.NullMarked;
