package io.penstock.batching.pages;

import io.vertx.core.buffer.Buffer;

/**
 * What a page is asked for with, besides the fields that all pages of a walk have in common.
 *
 * @param target the path and query, the upstream's base path included
 * @param body the body; empty where there is none
 */
record PageRequest(String target, Buffer body) {

    /** A number for it that others share by accident only: 64 bits, well mixed (FNV-1a with a finisher of SplitMix64). */
    long fingerprint() {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < target.length(); i++) {
            hash = (hash ^ target.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ 0xffff) * 0x100000001b3L;
        for (int i = 0; i < body.length(); i++) {
            hash = (hash ^ (body.getByte(i) & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
