/** The keepalive pool of each upstream: leases, waiting, dialing, pings, retirement, and the stage that sends requests. */
@NullMarked
package io.penstock.pool;

import org.jspecify.annotations.NullMarked;
