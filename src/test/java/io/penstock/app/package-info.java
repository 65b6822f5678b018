/** Tests of the commands, most of them in this process, and of what only a process of its own can show. */
@NullMarked
package io.penstock.app;

import org.jspecify.annotations.NullMarked;
