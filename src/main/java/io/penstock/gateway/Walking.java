package io.penstock.gateway;

import io.penstock.batching.pages.PagePlan;
import io.penstock.batching.pages.WalkBook;
import io.penstock.batching.pages.WalkFigures;
import io.penstock.exchange.MemoryPressure;

/**
 * How a route's collections are walked.
 *
 * @param plan how one page leads to the next
 * @param book where the upstream's walks have been
 * @param figures counts them
 * @param pressure says how short memory is
 */
record Walking(PagePlan plan, WalkBook book, WalkFigures figures, MemoryPressure pressure) {}
