/** What keeps Penstock on good terms with an upstream; here the events that its parts share. */
@NullMarked
package io.penstock.resilience;

import org.jspecify.annotations.NullMarked;
