/**
 * Penstock in a program: {@link io.penstock.Penstock} starts a gateway, {@link io.penstock.Upstream} makes calls through it
 * without the way over its port.
 */
@NullMarked
package io.penstock;

import org.jspecify.annotations.NullMarked;
