package io.penstock.token;

/**
 * A refresh token as it is kept.
 *
 * @param refreshToken the newest one
 * @param configured a fingerprint of the refresh token that was configured when this grant began; another one in the
 *     configuration means that the user has renewed the grant, so that this one yields to it
 * @param sent whether it was about to be sent when last heard of: the provider may have spent it
 */
record StoredGrant(String refreshToken, String configured, boolean sent) {

    /** The same with the mark. */
    StoredGrant marked() {
        return new StoredGrant(refreshToken, configured, true);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "StoredGrant[configured=" + configured + ", sent=" + sent + "]";
    }
}
