package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ListeningTest {

    @Test
    void privilegedPort_isExplained() {
        assertThat(explain(new BindException("Permission denied")))
                .isInstanceOf(BindException.class)
                .hasMessage("api.local:80: the system does not allow it; set server.port to a port from 1024 on");
    }

    @Test
    void foreignAddress_isExplained() {
        assertThat(explain(new IOException("bind(..) failed with error(-99): Cannot assign requested address")))
                .hasMessageContaining("not an address of this machine");
    }

    @Test
    void unknownHost_isExplained() {
        assertThat(explain(new UnknownHostException("api.local"))).hasMessageContaining("the host has no address");
    }

    @Test
    void anythingElse_staysAsItIs() {
        IOException broken = new IOException("the certificate cannot be read");
        IllegalStateException defect = new IllegalStateException("already in use");

        assertThat(explain(broken)).isSameAs(broken);
        assertThat(explain(defect)).isSameAs(defect);
    }

    private static Throwable explain(Throwable failure) {
        return Listening.explain(failure, "api.local", 80, "server.port");
    }
}
