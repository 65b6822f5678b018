package io.penstock.batching.pages;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page names what leads to the next one: a link, a URL, or a cursor.
 *
 * @param finds what a page names; null where nothing
 * @param follows the request that it leads to
 */
record FollowingStyle(Function<PageFacts, @Nullable String> finds, BiFunction<PageRequest, String, PageRequest> follows)
        implements PageStyle {

    @Override
    public @Nullable PageRequest next(PageRequest last, PageFacts facts) {
        if (Boolean.FALSE.equals(facts.hasMore())) {
            return null;
        }
        String found = finds.apply(facts);
        if (found != null && !found.isEmpty()) {
            return follows.apply(last, found);
        }
        if (Boolean.TRUE.equals(facts.hasMore())) {
            throw Broken.page("a page that says there are more names no next one; expected a cursor or a URL");
        }
        return null;
    }

    @Override
    public boolean tellsEarly() {
        return true;
    }
}
