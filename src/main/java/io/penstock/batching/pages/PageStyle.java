package io.penstock.batching.pages;

import org.jspecify.annotations.Nullable;

/** How one page leads to the next: a pure function of what was asked and what came. Thread-safe. */
interface PageStyle {

    /**
     * The request for the page after one that was read.
     *
     * @return null where that one was the last
     * @throws io.penstock.error.NetworkException where it does not lead on as it should
     */
    @Nullable
    PageRequest next(PageRequest last, PageFacts facts);

    /** Whether {@link #next} looks at nothing but what stands beside the items, so that it can be asked before their end. */
    default boolean tellsEarly() {
        return false;
    }

    /**
     * The request for the page after one that has only been asked for, where it can be guessed.
     *
     * @param known what a page that was read said
     * @return null where nothing can be guessed, or there is no such page
     */
    default @Nullable PageRequest guess(PageRequest last, PageFacts known) {
        return null;
    }
}
