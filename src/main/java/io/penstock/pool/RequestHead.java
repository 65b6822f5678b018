package io.penstock.pool;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * What stands before the body of a request to an upstream.
 *
 * @param target what stands in the request line: a path with its query, or a whole URL for a proxy
 * @param headers the fields, with {@code Host} and without {@code Transfer-Encoding}; only read
 * @param length the bytes of the body, 0 where there is none, −1 where it is not known before its end
 */
record RequestHead(HttpMethod method, String target, MultiMap headers, long length) {}
