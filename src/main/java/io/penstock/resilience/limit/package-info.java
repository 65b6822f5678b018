/** What an upstream allows: configured rates, quotas learned from its answers, and how many calls it is given at once. */
@NullMarked
package io.penstock.resilience.limit;

import org.jspecify.annotations.NullMarked;
