package io.penstock.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A few callers that make the same call over and over on connections of their own, from one thread: all of them ask, then
 * all of them read. So many exchanges of a gateway overlap, and nothing waits for a turn of a thread scheduler.
 */
public final class WarmLoad implements AutoCloseable {

    private static final String ANSWER_BODY = "0123456789abcdef".repeat(64);

    private static final byte[] ANSWER = """
            HTTP/1.1 200 OK\r
            Server: raw\r
            Date: Mon, 02 Nov 2026 10:00:00 GMT\r
            Content-Type: application/json\r
            Content-Length: 1024\r
            Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r
            Connection: keep-alive\r
            ETag: "6a1c2f00-400"\r
            Accept-Ranges: bytes\r
            \r
            """.concat(ANSWER_BODY).getBytes(StandardCharsets.US_ASCII);

    private final List<RawClient> callers = new ArrayList<>();
    private final List<byte[]> requests = new ArrayList<>();

    private WarmLoad() {}

    /** An upstream that answers 1 KiB to every request, with the fields that web servers send, and remembers none. */
    public static RawServer upstream() throws IOException {
        return RawServer.start(connection -> {
            while (connection.nextHead() != null) {
                connection.write(ANSWER);
            }
        });
    }

    /** Connects so many callers that get {@code target}, each with a query of its own: they do not share an answer. */
    public static WarmLoad on(CountedGateway gateway, String target, int callers) throws IOException {
        WarmLoad load = new WarmLoad();
        try {
            for (int i = 0; i < callers; i++) {
                String request = "GET " + target + (char) ('a' + i)
                        + " HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: raw\r\nAccept: */*\r\n\r\n";
                load.requests.add(request.getBytes(StandardCharsets.US_ASCII));
                load.callers.add(gateway.connect());
            }
            return load;
        } catch (IOException e) {
            load.close();
            throw e;
        }
    }

    /** Makes so many exchanges; fails where one of them is not answered as the upstream answers. */
    public void exchange(int count) throws IOException {
        for (int left = count; left > 0; left -= callers.size()) {
            List<RawClient> asking = callers.subList(0, Math.min(left, callers.size()));
            for (int i = 0; i < asking.size(); i++) {
                asking.get(i).send(requests.get(i));
            }
            for (RawClient caller : asking) {
                RawResponse response = caller.receive();
                if (response.status() != 200 || response.body().length() != ANSWER_BODY.length()) {
                    throw new AssertionError(response + "; expected 200 and " + ANSWER_BODY.length() + " bytes");
                }
            }
        }
    }

    @Override
    public void close() {
        callers.forEach(RawClient::close);
    }
}
