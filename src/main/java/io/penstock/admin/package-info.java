/** The management port: health, metrics, the state of the upstreams, the running settings and the log levels. */
@NullMarked
package io.penstock.admin;

import org.jspecify.annotations.NullMarked;
