package io.penstock.config;

import java.util.regex.Pattern;

/** Keeps secrets out of whatever is shown. */
final class Masking {
    static final String MASK = "***";

    private static final int LONGEST = 100;
    private static final Pattern USER_INFO = Pattern.compile("://[^/?#]*@");
    private static final Pattern USER_INFO_OF_ANY_TEXT = Pattern.compile("://.*@", Pattern.DOTALL);
    private static final Pattern QUERY_OF_ANY_URL = Pattern.compile("(://[^?]*\\?).+", Pattern.DOTALL);
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_.<-]{1,64}");

    private Masking() {}

    /** A valid URL without its user and password. */
    static String userInfo(String url) {
        return USER_INFO.matcher(url).replaceAll("://" + MASK + "@");
    }

    /** Any text in one line: what may be a password or a key in a (broken) URL masked, control characters and excess cut. */
    static String readable(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        String user = USER_INFO_OF_ANY_TEXT.matcher(cut).replaceFirst("://" + MASK + "@");
        return QUERY_OF_ANY_URL.matcher(user).replaceFirst("$1" + MASK).replaceAll("\\p{Cntrl}", "?");
    }

    /** A key that is not known, if it looks like one; else it may be a value that lost its colon, and is masked. */
    static String key(String key) {
        return PLAIN_KEY.matcher(key).matches() ? key : MASK;
    }
}
