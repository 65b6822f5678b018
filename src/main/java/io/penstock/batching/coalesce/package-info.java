/** One call to the upstream for all who ask for the same at the same time. */
@NullMarked
package io.penstock.batching.coalesce;

import org.jspecify.annotations.NullMarked;
