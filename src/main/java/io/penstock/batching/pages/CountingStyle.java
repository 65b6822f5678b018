package io.penstock.batching.pages;

import org.jspecify.annotations.Nullable;

/**
 * Pages are numbered, or begin at an item's number. A total is never believed where it would end the walk early: while pages are
 * full the walk goes on, and without a word from the upstream it ends with the first page that is empty.
 *
 * @param parameter what carries the number
 * @param first the number of the first page, or of the first item
 * @param byPage whether pages are numbered rather than items
 * @param sizeParameter the parameter of the query that says how many items a page has; null where there is none
 */
record CountingStyle(
        PageParameter parameter,
        long first,
        boolean byPage,
        @Nullable String sizeParameter) implements PageStyle {

    @Override
    public @Nullable PageRequest next(PageRequest last, PageFacts facts) {
        Boolean more = facts.hasMore();
        if (more == null ? facts.items() == 0 || complete(last, facts) : !more) {
            return null;
        }
        if (facts.items() == 0 && !byPage) {
            throw Broken.page("a page without items says that there are more; expected an item at least");
        }
        return parameter.set(last, number(last) + (byPage ? 1 : facts.items()));
    }

    /** A page shorter than was asked for completes the total. */
    private boolean complete(PageRequest last, PageFacts facts) {
        return facts.total() >= 0 && facts.soFar() >= facts.total() && facts.items() < size(last);
    }

    @Override
    public @Nullable PageRequest guess(PageRequest last, PageFacts known) {
        if (known.total() <= 0 || known.items() == 0) {
            return null;
        }
        long next = number(last) + (byPage ? 1 : known.items());
        long most = byPage ? (known.total() - 1) / known.items() : known.total() - 1;
        return next - first <= most ? parameter.set(last, next) : null;
    }

    private long number(PageRequest request) {
        String text = parameter.get(request);
        if (text == null) {
            return first;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= Integer.MAX_VALUE * 1_000L) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        throw Broken.page(parameter.name() + " is no number that a page can have; expected one from 0");
    }

    /** How many items were asked for; any page is shorter than an unknown number. */
    private long size(PageRequest request) {
        String text = sizeParameter == null ? null : Query.get(request.target(), sizeParameter);
        return text != null && text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
    }
}
