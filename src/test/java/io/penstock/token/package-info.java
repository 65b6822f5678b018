/** Tests of the credentials. */
@NullMarked
package io.penstock.token;

import org.jspecify.annotations.NullMarked;
