@NullMarked
package io.penstock.gateway.inbound;

import org.jspecify.annotations.NullMarked;
