/** Credentials: where tokens come from, how they are kept fresh, and how they sign the requests of an upstream. */
@NullMarked
package io.penstock.token;

import org.jspecify.annotations.NullMarked;
