/** One call of a consumer: its request, its answer, and the stages that it passes. */
@NullMarked
package io.penstock.exchange;

import org.jspecify.annotations.NullMarked;
