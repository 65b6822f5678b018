package io.penstock.gateway.inbound;

/** The syntax of {@code host:port} (RFC 3986, section 3.2, without a user). */
final class Authority {

    private static final int MAX_PORT_DIGITS = 5;

    private Authority() {}

    /** Whether it is a host and an optional port, such as {@code api.example:8080} or {@code [::1]}. */
    static boolean isValid(String authority) {
        int hostEnd = authority.startsWith("[") ? endOfAddress(authority) : endOfName(authority, 0, false);
        if (hostEnd <= 0) {
            return false;
        }
        return hostEnd == authority.length() || (authority.charAt(hostEnd) == ':' && isPort(authority, hostEnd + 1));
    }

    /** The index after the authority that begins at {@code start} of a reference. */
    static int end(String reference, int start) {
        int end = start;
        while (end < reference.length() && "/?#".indexOf(reference.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int endOfAddress(String host) {
        int end = endOfName(host, 1, true);
        return end > 1 && end < host.length() && host.charAt(end) == ']' ? end + 1 : -1;
    }

    private static int endOfName(String host, int start, boolean colons) {
        int i = start;
        while (i < host.length() && (isNameCharacter(host.charAt(i)) || (colons && host.charAt(i) == ':'))) {
            i++;
        }
        return i;
    }

    private static boolean isNameCharacter(int c) {
        return Characters.isLetterOrDigit(c) || "-._~!$&'()*+,;=%".indexOf(c) >= 0;
    }

    /** An empty port is allowed and means the default one. */
    private static boolean isPort(String authority, int start) {
        if (authority.length() - start > MAX_PORT_DIGITS) {
            return false;
        }
        int port = 0;
        for (int i = start; i < authority.length(); i++) {
            int digit = authority.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = port * 10 + digit;
        }
        return port <= 65535;
    }
}
