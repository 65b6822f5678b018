@NullMarked
package io.penstock.batching.combine;

import org.jspecify.annotations.NullMarked;
