/** Page walks: all the pages of a collection, whichever way its API pages, as one stream of items. */
@NullMarked
package io.penstock.batching.pages;

import org.jspecify.annotations.NullMarked;
