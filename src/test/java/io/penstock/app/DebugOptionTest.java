package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.admin.LogLevel;
import io.penstock.admin.LogLevels;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DebugOptionTest {

    private final LogLevels levels = new LogLevels();
    private final LogLevel before = level("metrics");

    @AfterEach
    void restore() {
        levels.set(LogLevels.select("*"), LogLevel.DEFAULT);
    }

    @Test
    void variable_setsTheNamedFeaturesOnly() {
        apply(Map.of("DEBUG", "penstock:pool,penstock:token"));

        assertThat(level("pool")).isEqualTo(LogLevel.DEBUG);
        assertThat(level("token")).isEqualTo(LogLevel.DEBUG);
        assertThat(level("metrics")).isEqualTo(before);
    }

    @Test
    void option_withFeatures_addsToThoseOfTheVariable() {
        apply(Map.of("DEBUG", "penstock:pool"), "--debug=gateway, app");

        assertThat(level("pool")).isEqualTo(LogLevel.DEBUG);
        assertThat(level("gateway")).isEqualTo(LogLevel.DEBUG);
        assertThat(level("app")).isEqualTo(LogLevel.DEBUG);
    }

    @Test
    void option_withoutValue_setsAll() {
        apply(Map.of(), "--debug");

        assertThat(levels.inForce().values()).containsOnly(LogLevel.DEBUG);
    }

    @Test
    void neither_changesNothing() {
        apply(Map.of("DEBUG", "express:*"));

        assertThat(level("metrics")).isEqualTo(before);
    }

    private LogLevel level(String feature) {
        return levels.inForce().getOrDefault("penstock:" + feature, LogLevel.OFF);
    }

    private static void apply(Map<String, String> environment, String... args) {
        DebugOption option = new DebugOption();
        CommandLine command = new CommandLine(CommandLine.Model.CommandSpec.create()
                .addMixin("debug", CommandLine.Model.CommandSpec.forAnnotatedObject(option)));
        command.parseArgs(args);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        option.apply(new Terminal(environment, nowhere, nowhere));
    }
}
