/** The request path: the inbound server, the route table, the assembly of each route's stages, and the relay to callers. */
@NullMarked
package io.penstock.gateway;

import org.jspecify.annotations.NullMarked;
