package io.penstock.batching.pages;

/** Where the pages of one walk begin, so that it can go on where it broke. */
interface Trail {

    /** The name that its caller has for it; empty where it cannot be resumed. */
    String id();

    /** The walk has come so far. */
    void passed(Place place);

    /** The trail of a walk that cannot be resumed. */
    Trail NONE = new Trail() {
        @Override
        public String id() {
            return "";
        }

        @Override
        public void passed(Place place) {
            // Nobody will come back.
        }
    };

    /**
     * The beginning of a page.
     *
     * @param items how many items stand before it
     * @param request what it is asked for with
     */
    record Place(long items, PageRequest request) {}
}
