package io.penstock.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When the memory guard has Penstock take on less work. Shares are those of the heap after a collection, and of direct memory. */
public record MemoryConfig(
        @Setting(
                value = "Share in use at which buffers shrink and less is fetched ahead.",
                byDefault = "0.75",
                min = "0.01",
                max = "1")
        double elevated,

        @Setting(
                value = "Share in use at which new page walks, and calls of urgency 6 and 7, are refused.",
                byDefault = "0.85",
                min = "0.01",
                max = "1")
        double high,

        @Setting(
                value = "Share in use at which all calls but those of urgency 0 and 1 are refused.",
                byDefault = "0.95",
                min = "0.01",
                max = "1")
        double critical,

        @Setting(value = "Time between two looks at the memory.", byDefault = "1s", min = "10ms", max = "10s")
        Duration interval,

        @Setting(
                value = "Direct memory that counts as all there is; what the Java process may take where absent.",
                min = "1KiB",
                max = "1024GiB",
                example = "256MiB")
        @Nullable
        DataSize maxDirect) {

    /** Refuses thresholds that are not in their order. */
    public MemoryConfig {
        new Checks()
                .expect(high > elevated, "high", high, "more than memory.elevated", "elevated")
                .expect(critical > high, "critical", critical, "more than memory.high", "high")
                .done();
    }

    /** A guard with all defaults. */
    public static MemoryConfig defaults() {
        return ConfigDefaults.of(MemoryConfig.class);
    }
}
