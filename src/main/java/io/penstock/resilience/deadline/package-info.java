/** The deadline of a whole exchange. */
@NullMarked
package io.penstock.resilience.deadline;

import org.jspecify.annotations.NullMarked;
