/** Tests of the demo API, over real sockets. */
@NullMarked
package io.penstock.demo;

import org.jspecify.annotations.NullMarked;
