@NullMarked
package io.penstock.batching;

import org.jspecify.annotations.NullMarked;
