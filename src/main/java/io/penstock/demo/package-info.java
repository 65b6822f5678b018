/**
 * An embedded, realistic HTTP API to stand behind the gateway: for trying Penstock without any other server, for its tests
 * and for its load tests. Each concern is a {@link Part} that adds its endpoints; {@link DemoApi} starts them.
 */
@NullMarked
package io.penstock.demo;

import org.jspecify.annotations.NullMarked;
