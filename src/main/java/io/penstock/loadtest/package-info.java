/** The load test: drives a gateway, measures it, and shows what each optimization is good for. */
@NullMarked
package io.penstock.loadtest;

import org.jspecify.annotations.NullMarked;
