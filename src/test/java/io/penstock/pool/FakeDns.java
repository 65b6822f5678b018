package io.penstock.pool;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** A name server that knows the same IPv4 addresses for every name, and lets nobody remember them. */
final class FakeDns implements AutoCloseable {

    private static final int HEADER = 12;
    private static final short TYPE_A = 1;
    private static final short TYPE_SOA = 6;

    private final DatagramSocket socket;
    private volatile List<InetAddress> addresses;

    FakeDns(InetAddress... addresses) throws IOException {
        this.addresses = List.of(addresses);
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "fake-dns");
        thread.setDaemon(true);
        thread.start();
    }

    /** Its address and port, as a resolver's option names them. */
    String server() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Knows other addresses from now on. */
    void move(InetAddress... to) {
        addresses = List.of(to);
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket query = new DatagramPacket(buffer, buffer.length);
                socket.receive(query);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, query.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** RFC 1035, section 4: the header, the question as it was asked, and a record for each address. */
    private byte[] answer(ByteBuffer query) {
        int end = HEADER;
        while (query.get(end) != 0) {
            end += query.get(end) + 1;
        }
        boolean ipv4 = query.getShort(end + 1) == TYPE_A;
        byte[] question = new byte[end + 5 - HEADER];
        query.get(HEADER, question);
        List<InetAddress> known = ipv4 ? addresses : List.of();
        ByteBuffer answer = ByteBuffer.allocate(512);
        answer.putShort(query.getShort(0)).putShort((short) 0x8180);
        answer.putShort((short) 1).putShort((short) known.size());
        answer.putShort((short) (ipv4 ? 0 : 1)).putShort((short) 0);
        answer.put(question);
        for (InetAddress address : known) {
            answer.putShort((short) 0xC00C).putShort(TYPE_A).putShort((short) 1).putInt(0);
            answer.putShort((short) 4).put(address.getAddress());
        }
        if (!ipv4) {
            // An empty answer needs an authority to be final: its name, names and times are of no interest.
            answer.putShort((short) 0xC00C)
                    .putShort(TYPE_SOA)
                    .putShort((short) 1)
                    .putInt(0);
            answer.putShort((short) 22).put(new byte[22]);
        }
        byte[] bytes = new byte[answer.position()];
        answer.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        socket.close();
    }
}
