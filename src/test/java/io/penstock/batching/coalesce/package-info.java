@NullMarked
package io.penstock.batching.coalesce;

import org.jspecify.annotations.NullMarked;
