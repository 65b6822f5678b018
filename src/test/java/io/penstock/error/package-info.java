/** Tests of what failures tell, and of what an upstream's error answers become. */
@NullMarked
package io.penstock.error;

import org.jspecify.annotations.NullMarked;
