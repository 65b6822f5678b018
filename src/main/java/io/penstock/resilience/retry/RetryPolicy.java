package io.penstock.resilience.retry;

import io.penstock.config.RetryConfig;
import io.penstock.error.Category;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is worth sending again, and how often. Whether a request may be sent again is another question. Immutable; any thread.
 */
final class RetryPolicy {

    private final int maxRetries;
    private final Backoff backoff;
    private final BitSet statuses = new BitSet();
    private final Set<Problem> problems = EnumSet.noneOf(Problem.class);
    private final Set<Category> categories = EnumSet.noneOf(Category.class);

    /** A policy by the settings; one without retries finds nothing worth them. */
    RetryPolicy(RetryConfig config) {
        maxRetries = config.retries();
        backoff = Backoff.of(config);
        if (maxRetries == 0) {
            return;
        }
        List<String> never = config.neverRetried();
        for (int status : config.retriedStatuses()) {
            statuses.set(status, !never.contains(Integer.toString(status)));
        }
        Arrays.stream(Category.values())
                .filter(category -> config.retriedCategories().contains(category.label()))
                .filter(category -> !never.contains(category.label()))
                .forEach(categories::add);
        Arrays.stream(Problem.values())
                .filter(problem -> categories.contains(problem.category()))
                .filter(problem -> !never.contains(problem.slug()))
                .forEach(problems::add);
    }

    /** How often a request may be sent again. */
    int maxRetries() {
        return maxRetries;
    }

    /** How long to pause before each time. */
    Backoff backoff() {
        return backoff;
    }

    /** Whether an answer with this status is worth another try. */
    boolean retries(int status) {
        return statuses.get(status);
    }

    /** Whether what a rule reads from an answer is worth another try: where the status that stands for it would be, too. */
    boolean retries(Category category) {
        return categories.contains(category)
                || (category == Category.RATE_LIMITED && retries(429))
                || (category == Category.SERVER && retries(500));
    }

    /** Whether this failure is worth another try. */
    boolean retries(PenstockException failure) {
        return problems.contains(failure.problem());
    }
}
