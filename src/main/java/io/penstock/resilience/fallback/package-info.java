/** What answers a call in the place of an upstream that cannot. */
@NullMarked
package io.penstock.resilience.fallback;

import org.jspecify.annotations.NullMarked;
