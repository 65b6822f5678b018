package io.penstock.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Health pings of idle connections: the PING frame on HTTP/2, a request on HTTP/1.1 where a path is set. */
public record PingConfig(
        @Setting(
                value = "Time between two pings of an idle connection; 0 means never.",
                byDefault = "30s",
                min = "0s",
                max = "1d")
        Duration interval,

        @Setting(value = "Time for the answer.", byDefault = "5s", min = "10ms", max = "1m")
        Duration timeout,

        @Setting(
                value =
                        "Path below the upstream's URL to ask for on HTTP/1.1; where absent the socket's state is all that is checked.",
                pattern = "/\\S*",
                expected = "a path that starts with /",
                example = "/health")
        @Nullable
        String path,

        @Setting(
                value = "Method of the request.",
                byDefault = "HEAD",
                pattern = "OPTIONS|HEAD|GET",
                expected = "OPTIONS, HEAD or GET")
        String method,

        @Setting(value = "Statuses that pass; any below 500 where empty.", byDefault = "[]", min = "100", max = "599")
        List<Integer> expect) {

    /** Keeps a copy of the list. */
    public PingConfig {
        expect = List.copyOf(expect);
    }
}
