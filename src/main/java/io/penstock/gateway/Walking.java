package io.penstock.gateway;

import io.penstock.batching.pages.PagePlan;
import io.penstock.batching.pages.WalkBook;

/**
 * How a route's collections are walked.
 *
 * @param plan how one page leads to the next
 * @param book where the upstream's walks have been
 */
record Walking(PagePlan plan, WalkBook book) {}
