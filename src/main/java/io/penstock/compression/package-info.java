/** Compressing answers on their way to callers over HTTP. */
@NullMarked
package io.penstock.compression;

import org.jspecify.annotations.NullMarked;
