/** Tests of racing attempts. */
@NullMarked
package io.penstock.resilience.hedge;

import org.jspecify.annotations.NullMarked;
