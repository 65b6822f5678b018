/** One sealed family of failures: what went wrong, whether a retry is safe, and what to do about it. */
@NullMarked
package io.penstock.error;

import org.jspecify.annotations.NullMarked;
