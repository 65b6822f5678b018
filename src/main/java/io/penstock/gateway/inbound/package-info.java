/** The inbound side's guards: what a caller may send, how long it may take, and where a request goes. */
@NullMarked
package io.penstock.gateway.inbound;

import org.jspecify.annotations.NullMarked;
