/** What tests share: time that is moved by hand, waits with a deadline, and raw, misbehaving peers. */
@NullMarked
package io.penstock.testing;

import org.jspecify.annotations.NullMarked;
