/** The memory guard: watches heap and direct memory, and has less work taken on before they run out. */
@NullMarked
package io.penstock.memory;

import org.jspecify.annotations.NullMarked;
