package io.penstock.batching.pages;

import io.penstock.error.NetworkException;
import io.penstock.error.Problem;

/** Why a walk cannot go on: what was found, then what was expected. None holds anything of a page but single bytes. */
final class Broken {

    private Broken() {}

    /** A page is not what its route's settings say. */
    static NetworkException page(String detail) {
        return new NetworkException(Problem.BAD_PAGE, detail, false);
    }

    /** The next page is somewhere else. */
    static NetworkException elsewhere(String detail) {
        return new NetworkException(Problem.WALK_LEAVES_UPSTREAM, detail, false);
    }

    /** The pages lead in a circle. */
    static NetworkException circle(String detail) {
        return new NetworkException(Problem.WALK_LOOPS, detail, false);
    }

    /** The upstream answered a later page with something else. */
    static NetworkException refused(String detail) {
        return new NetworkException(Problem.PAGE_REFUSED, detail, false);
    }

    /** The collection is longer than a walk may be. */
    static NetworkException tooLong(String detail) {
        return new NetworkException(Problem.WALK_TOO_LONG, detail, false);
    }
}
